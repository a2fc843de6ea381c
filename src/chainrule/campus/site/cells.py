"""Cells of a table that goes out as CSV: none that a spreadsheet takes for a formula."""

GUARDED = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def guarded(text: str) -> str:
    """A cell that every spreadsheet shows as it is written.

    >>> guarded("=1+1"), guarded("Ana")
    ("'=1+1", 'Ana')
    """
    return f"{GUARD}{text}" if text.startswith(GUARDED) else text


def unguarded(cell: str) -> str:
    """What was written before `guarded`."""
    text = cell.strip()
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(GUARDED) else cell
