"""The kinds of settings that an author may write: each reads its text, or says what was wrong with it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
LARGEST = 1e6


def as_it_is(text: str) -> str:
    """The text that the page gets, where it is the one that the author wrote."""
    return text


@dataclass(frozen=True)
class Setting:
    """`plain` is the text that counts where none is written; `read` raises ValueError with the end of a sentence."""

    plain: str
    read: Callable[[str], Any]
    shown: Callable[[str], str] = as_it_is


def number_of(text: str) -> float:
    """A finite number of a size that can be shown.

    >>> number_of("-2.5e-3")
    -0.0025
    """
    if not NUMBER.fullmatch(text):
        raise ValueError("is not a number")
    if abs(float(text)) > LARGEST:
        raise ValueError("is too large to be shown")
    return float(text)


def number(plain: float, least: float = -LARGEST, most: float = LARGEST) -> Setting:
    """A number within bounds."""

    def read(text: str) -> float:
        found = number_of(text)
        if not least <= found <= most:
            raise ValueError(f"is not from {least:g} to {most:g}")
        return found

    return Setting(f"{plain:g}", read)


def count(plain: int, most: int) -> Setting:
    """A whole number from 0 to `most`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or int(text) > most:
            raise ValueError(f"is no whole number from 0 to {most}")
        return int(text)

    return Setting(str(plain), read)


def choice(plain: str, options: Sequence[str]) -> Setting:
    """One of several words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(f"is none of {', '.join(options)}")
        return text

    return Setting(plain, read)


def flag(plain: bool = False) -> Setting:
    """yes or no."""
    words = {"yes": True, "no": False}

    def read(text: str) -> bool:
        if text not in words:
            raise ValueError("is neither yes nor no")
        return words[text]

    return Setting("yes" if plain else "no", read)


def numbers(plain: Sequence[float], fewest: int = 0, most: int = 1000) -> Setting:
    """Numbers with commas between them: a point, a vector."""

    def read(text: str) -> tuple[float, ...]:
        found = tuple(number_of(part) for part in re.split(r"[,\s]+", text.strip()) if part)
        if not fewest <= len(found) <= most:
            raise ValueError(f"holds {len(found)} numbers, not {fewest}" + ("" if fewest == most else f" to {most}"))
        return found

    return Setting(",".join(f"{x:g}" for x in plain), read)


def matrix(plain: Sequence[Sequence[float]], rows: int = 100, columns: int = 100) -> Setting:
    """Rows of numbers with semicolons between them: `1,0;0,1`."""

    def read(text: str) -> tuple[tuple[float, ...], ...]:
        found = tuple(tuple(number_of(part) for part in re.split(r"[,\s]+", row.strip())) for row in text.split(";"))
        if len({len(row) for row in found}) != 1:
            raise ValueError("has rows of different lengths")
        if len(found) > rows or len(found[0]) > columns:
            raise ValueError(f"is {len(found)} by {len(found[0])}; at most {rows} by {columns} are shown")
        return found

    return Setting(";".join(",".join(f"{x:g}" for x in row) for row in plain), read)


def text(plain: str, shown: Callable[[str], str] = as_it_is) -> Setting:
    """Any text; `shown` makes of it what the page gets."""
    return Setting(plain, as_it_is, shown)
