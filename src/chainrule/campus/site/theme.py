"""Light or dark, as this browser was told to keep it."""

from django.http import HttpRequest

THEMES = ("light", "dark", "auto")


def theme_of(request: HttpRequest) -> str:
    """The theme that this browser was told to keep; `auto` follows the system."""
    chosen = request.COOKIES.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"
