"""What makes an explorable: the settings that an author may write, and the picture that stands in its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chainrule.campus.lectures.explorables.settings import Setting

Values = Mapping[str, Any]


class ExplorableError(ValueError):
    """Arguments from which no picture can be made; the message says why."""


@dataclass(frozen=True)
class Still:
    """The static picture as SVG, and its caption as HTML."""

    svg: str
    caption: str


def nothing(values: Values) -> tuple[str, ...]:
    """No part that words of the text could point at."""
    return ()


@dataclass(frozen=True)
class Explorable:
    """One kind of explorable. Its script is `frontend/explorables/NAME.js`, and has a field for each of the settings.

    Args:
        settings: what may be written, `rate=0.05`; each with the value that it has where nothing is written.
        still: the picture for these settings, computed by the library.
        parts: the names that `show="..."` picks from, in the order of the page.
        links: what words of the text can point at, `[the error](#receipt:e)`, for these settings.
        wide: whether it takes the room beside the text, too, where there is room.
        takes_numbers: whether other names may be given numbers (`a=2`); they are the value `numbers`, as text.
    """

    settings: Mapping[str, Setting]
    still: Callable[[Values], Still]
    parts: tuple[str, ...]
    links: Callable[[Values], tuple[str, ...]] = nothing
    wide: bool = False
    takes_numbers: bool = False
