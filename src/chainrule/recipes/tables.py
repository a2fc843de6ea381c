"""Tables of results as Markdown."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> str:
    """A Markdown table, padded so that it reads well as text too: `words` columns of words, then columns of numbers.

    >>> print(table(["optimizer", "steps"], [["SGD", "106"], ["Adam", "79"]]))
    | optimizer | steps |
    |-----------|------:|
    | SGD       |   106 |
    | Adam      |    79 |
    """
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]

    def written(row: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if at < words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = "|".join("-" * (width + 1) + ("-" if at < words else ":") for at, width in enumerate(widths))
    return "\n".join([written(head), f"|{rule}|", *map(written, rows)])
