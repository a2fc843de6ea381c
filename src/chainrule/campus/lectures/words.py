"""Small helpers for error messages and for comparing sentences."""

import re
from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`did you mean "x"?` where something close exists, else a plain request to choose an existing one."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f'did you mean "{close[0]}"?' if close else "use one that exists"


def plain_sentence(text: str) -> str:
    """A sentence without Markdown, HTML tags, case, double spaces and its full stop: for comparing, not for showing.

    >>> plain_sentence("**Implement** full [backprop](#).")
    'implement full backprop'
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]*>|[*_`]|^\s*optional:", "", text, flags=re.IGNORECASE)
    return " ".join(text.split()).rstrip(". ").casefold()
