"""The bundled scripts that a page needs beside those of the frame."""

from collections.abc import Iterable

from django.contrib.staticfiles import finders


def of_explorables(names: Iterable[str]) -> list[str]:
    """The scripts of a page's explorables. One that was not built leaves its static picture standing."""
    files = sorted({f"built/explorables/{name}.js" for name in names})
    return [file for file in files if finders.find(file)]
