"""Reading TOML with errors that an author can act on: file, line of the key, what was wrong, what to do."""

import datetime as dt
import difflib
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from chainrule.campus.syllabus.lines import Key, key_lines
from chainrule.course import CourseError

T = TypeVar("T")
LARGEST_FILE = 4_000_000
UNITS = {"minute": dt.timedelta(minutes=1), "hour": dt.timedelta(hours=1), "day": dt.timedelta(days=1)} | {
    "week": dt.timedelta(weeks=1)
}


def read_toml(path: Path) -> "Fields":
    """The tables of a TOML file. Raises `CourseError` for a file that is missing, huge, not UTF-8 or not TOML."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CourseError(path, "the file is missing", "make it, or name another folder") from None
    except OSError as error:
        raise CourseError(path, f"the file cannot be read: {error.strerror}", "mend its permissions") from None
    if len(raw) > LARGEST_FILE:
        raise CourseError(path, f"the file has {len(raw):,} bytes", f"keep it under {LARGEST_FILE:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CourseError(path, f"the file is not UTF-8 text (byte {error.start})", "save it as UTF-8", line) from None
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise CourseError(path, "the values are nested too deeply", "write plain tables") from None
    except ValueError as error:
        match = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        problem = f"this is not TOML: {str(error)[: match.start()] if match else error}"
        raise CourseError(path, problem, "see https://toml.io", int(match.group(1)) if match else None) from None
    return Fields(path, values, key_lines(text))


class Fields:
    """One table of the file. Each method takes a key, checks its value, and remembers that the key is known.

    Used as a context manager, it refuses at the end every key that nobody asked for.
    """

    def __init__(self, path: Path, values: dict[str, Any], lines: dict[Key, int], at: Key = ()) -> None:
        self.path, self.values, self.lines, self.at = path, values, lines, at
        self.known: list[str] = []

    def __enter__(self) -> "Fields":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            for key in self.values:
                if key not in self.known:
                    close = difflib.get_close_matches(key, self.known, n=1, cutoff=0.5)
                    fix = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(sorted(self.known))}"
                    self.refuse(key, f"`{self._name(key)}` is not a setting", fix)

    def refuse(self, key: str | None, problem: str, fix: str) -> NoReturn:
        """Raise the error for a key of this table, or for the table itself."""
        raise CourseError(self.path, problem, fix, self.line(*([] if key is None else [key])))

    def line(self, *steps: str | int) -> int | None:
        """The line of a key below this table; where it has none of its own, that of the nearest thing around it."""
        at = (*self.at, *steps)
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)

    def has(self, key: str) -> bool:
        self.known.append(key)
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self._get(key, str, "text in quotes", default)
        if not value.strip() and default is None:
            self.refuse(key, f"`{self._name(key)}` is empty", "fill it in")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._get(key, list, "a list of texts")
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                problem = f"`{self._name(key)}` holds {_show(value)}, which is no text"
                raise CourseError(self.path, problem, "put each text in quotes", self.line(key, index))
        return tuple(value.strip() for value in values)

    def integers(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers; none where the key is not there."""
        values = self._get(key, list, "a list of whole numbers", [])
        for index, value in enumerate(values):
            if type(value) is not int or not least <= value <= most:
                problem = f"`{self._name(key)}` holds {_show(value)}"
                fix = f"it can hold whole numbers from {least} to {most}" if most >= least else "it has to be empty"
                raise CourseError(self.path, problem, fix, self.line(key, index))
        return tuple(values)

    def choice(self, key: str, options: Sequence[T], default: T | None = None) -> T:
        value = self._get(key, str, "text in quotes", default)
        if value not in options:
            close = difflib.get_close_matches(str(value), [str(option) for option in options], n=1)
            fix = f"did you mean {_show(close[0])}?" if close else f"choose one of {_list(options)}"
            self.refuse(key, f"`{self._name(key)}` is {_show(value)}, but can only be {_list(options)}", fix)
        return value  # type: ignore[no-any-return]

    def switch(self, key: str) -> bool:
        return bool(self._get(key, bool, "true or false"))

    def integer(self, key: str, least: int, most: int) -> int:
        value: int = self._get(key, int, "a whole number")
        self._within(key, value, least, most)
        return value

    def number(self, key: str, least: float, most: float) -> float:
        value = self._get(key, (int, float), "a number")
        self._within(key, value, least, most)
        return float(value)

    def date(self, key: str) -> dt.date:
        value = self._get(key, dt.date, "a date without quotes, such as 2026-02-03")
        if isinstance(value, dt.datetime):
            self.refuse(key, f"`{self._name(key)}` has an hour", "write the date alone, such as 2026-02-03")
        if not 1990 <= value.year <= 2200:
            self.refuse(key, f"`{self._name(key)}` is in the year {value.year}", "check the year")
        assert isinstance(value, dt.date)
        return value

    def time(self, key: str, default: dt.time | None = None) -> dt.time:
        value: dt.time = self._get(key, dt.time, "an hour with seconds and without quotes, such as 23:00:00", default)
        return value

    def duration(self, key: str) -> dt.timedelta:
        """A text such as "30 minutes" or "1 day"."""
        value = self.text(key)
        match = re.fullmatch(r"(\d{1,4}) (minute|hour|day|week)s?", value)
        if not match or not int(match.group(1)):
            self.refuse(key, f"`{self._name(key)}` is {_show(value)}", 'write it as "30 minutes", "1 day" or "2 weeks"')
        return int(match.group(1)) * UNITS[match.group(2)]

    def days(self, key: str) -> dt.timedelta:
        """A duration of whole days."""
        value = self.duration(key)
        if value % UNITS["day"]:
            self.refuse(key, f"`{self._name(key)}` is {_show(self.text(key))}", 'write whole days, such as "1 week"')
        return value

    def settings(self) -> dict[str, str]:
        """Every single value below this table by its dotted key, as an author writes it; lists are left out."""
        found: dict[str, str] = {}
        for key, value in self.values.items():
            if isinstance(value, dict):
                found |= {f"{key}.{below}": shown for below, shown in self._sub(value, key).settings().items()}
            elif not isinstance(value, list):
                found[key] = _write(value)
        return found

    def table(self, key: str) -> "Fields":
        return self._sub(self._get(key, dict, f"a table, written [{self._name(key)}]"), key)

    def tables(self, key: str, least: int = 1) -> list["Fields"]:
        """The entries of a list of tables, `[[key]]` or `key = [{...}]`; with `least=0` it may be empty or left out."""
        values = self._get(
            key, list, f"a list of tables, each written [[{self._name(key)}]]", [] if not least else None
        )
        if len(values) < least or not all(isinstance(value, dict) for value in values):
            self.refuse(key, f"`{self._name(key)}` holds no tables", f"write each entry under [[{self._name(key)}]]")
        return [self._sub(value, key, index) for index, value in enumerate(values)]

    def ids(self) -> Iterator[str]:
        """Every key of a table whose keys are ids; all count as known."""
        self.known.extend(self.values)
        yield from self.values

    def _get(self, key: str, kind: type | tuple[type, ...], wanted: str, default: Any = None) -> Any:
        self.known.append(key)
        if key not in self.values:
            if default is not None:
                return default
            self.refuse(None, f"`{self._name(key)}` is missing", f"add it: {wanted}")
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.refuse(key, f"`{self._name(key)}` is {_show(value)}", f"it has to be {wanted}")
        return value

    def _within(self, key: str, value: float, least: float, most: float) -> None:
        if not (math.isfinite(value) and least <= value <= most):
            problem = f"`{self._name(key)}` is {_show(value)}"
            self.refuse(key, problem, f"it has to be between {least:g} and {most:g}")

    def _sub(self, values: dict[str, Any], *steps: str | int) -> "Fields":
        return Fields(self.path, values, self.lines, (*self.at, *steps))

    def _name(self, key: str) -> str:
        return ".".join([step for step in self.at if isinstance(step, str)] + [key])


def _write(value: object) -> str:
    """The value as an author would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _show(value: object) -> str:
    """The value as an author would write it, cut short for a message."""
    if isinstance(value, int) and abs(value) > 10**15:
        return "a number of more than 15 digits"
    shown = _write(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _list(options: Sequence[object]) -> str:
    return " or ".join(_show(option) for option in options)
