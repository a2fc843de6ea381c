"""The one place where what comes from outside is read: numbers, dates, texts, choices, from queries, forms, JSON.

A reader gives the value or raises `BadInput`, whose message says in words what was wrong. From a query or a program's
body it ends as a page (or JSON) with status 400; a form shows it beside its field, and what was typed stays there.

    inputs.query(request).whole("load", None)        # None where the address has no `load`
    inputs.form(request).choice("theme", THEMES, "auto")
    inputs.json_body(request, 1_000_000)

Forms are made of the fields below (`Line`, `Number`, `Whole`, `Moment`, `Chosen`), which read by the same rules.
Not trusted here: digits of other scripts, nan, inf and huge numbers, dates far from the course, characters that cannot
be seen or turn the line around, halves of letters, a name that is given twice, JSON with a name twice.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils import timezone

LARGEST_ID = 2**63 - 1  # what a row's number can be
LONGEST_LINE = 300  # characters
LARGEST = 1e9
DEEPEST = 20  # levels of JSON
T = TypeVar("T")

WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})")
MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
HALVES = re.compile(r"[\ud800-\udfff]")
# Controls, and what turns the direction of a line around: Cc, and the embeddings, overrides and isolates of Unicode.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")


class BadInput(Exception):
    """What was sent cannot be read; the message says what was wrong, in words."""


def sentence(error: Exception) -> str:
    """What was wrong, as a sentence of its own."""
    words = str(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")


# --- one value ---


def shown(value: str) -> str:
    """A value as an error may name it: short, on one line, without what cannot be seen."""
    short = value if len(value) <= 40 else value[:39] + "…"
    return "“" + "".join(c if c.isprintable() else "\ufffd" for c in short) + "”"


def whole(text: str, least: int = 0, most: int = LARGEST_ID) -> int:
    """A whole number in the digits 0 to 9. Raises `BadInput`."""
    text = text.strip()
    if not WHOLE.fullmatch(text) or not least <= int(text) <= most:
        reach = f"from {least:,} to {most:,}" if most < LARGEST_ID else f"of {least:,} or more"
        raise BadInput(f"a whole number {reach} is expected, not {shown(text)}")
    return int(text)


def number(text: str, least: float = -LARGEST, most: float = LARGEST) -> float:
    """A decimal number; a comma may stand for the point. Raises `BadInput`."""
    text = text.strip()
    value = float(text.replace(",", ".")) + 0.0 if DECIMAL.fullmatch(text) else None  # + 0.0: there is no -0
    if value is None or not least <= value <= most:
        raise BadInput(f"a number from {least:g} to {most:g} is expected, not {shown(text)}")
    return value


def line(text: str, most: int = LONGEST_LINE) -> str:
    """A text on one line, its spaces made single. Raises `BadInput`."""
    text = " ".join(note(text, max(most * 4, most + 100)).split())
    if len(text) > most:
        raise BadInput(f"at most {most:,} characters are taken, and these are {len(text):,}")
    return text


def note(text: str, most: int) -> str:
    """A text of several lines, with a line feed at the end of each. Raises `BadInput`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > most:
        raise BadInput(f"at most {most:,} characters are taken, and these are {len(text):,}")
    return seen(text, UNSEEN, HALVES)


def seen(text: str, *unseen: re.Pattern[str]) -> str:
    """The text, where none of its characters is one of these. Raises `BadInput`, which names the first that is."""
    for pattern in unseen:
        if found := pattern.search(text):
            place, number = found.start() + 1, ord(found.group())
            raise BadInput(f"character {place} cannot be seen (U+{number:04X}): take it out, or type it anew")
    return text


def code(text: str) -> str:
    """A program or an answer as it can be kept: nobody's work is refused for a stray character.

    NUL goes, half a letter becomes U+FFFD, lines end in a line feed.
    """
    return HALVES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))


def choice(text: str, options: Collection[str]) -> str:
    """One of the options. Raises `BadInput`."""
    if text not in options:
        raise BadInput(f"one of {', '.join(options)} is expected, not {shown(text)}")
    return text


def moment(text: str, first: dt.date, last: dt.date) -> dt.datetime:
    """A day and time as a form sends it, 2026-02-12T10:00, without a time zone. Raises `BadInput`."""
    found = MOMENT.fullmatch(text.strip())
    try:
        value = dt.datetime(*(int(part or 0) for part in found.groups())) if found else None  # type: ignore[arg-type]
    except ValueError:
        value = None
    if value is None:
        raise BadInput(f"a day and time such as 2026-02-12T10:00 is expected, not {shown(text)}")
    if not first <= value.date() <= last:
        raise BadInput(f"{value.date()} is not near this course: a day from {first} to {last} is expected")
    return value


# --- what a request holds ---


class Given:
    """The values of a query or a form by name. A name that is not there, or is empty, gives `otherwise`."""

    def __init__(self, values: QueryDict) -> None:
        self._values = values

    def raw(self, name: str) -> str:
        """The text as it came, or ""."""
        found = self._values.getlist(name)
        if len(found) > 1:
            raise BadInput(f"`{name}` was sent {len(found)} times, and one is expected")
        return found[0] if found else ""

    def _read(self, name: str, otherwise: Any, reader: Callable[[str], Any]) -> Any:
        text = self.raw(name)
        if not text.strip():
            return otherwise
        try:
            return reader(text)
        except BadInput as bad:
            raise BadInput(f"`{name}`: {bad}") from None

    def whole(self, name: str, otherwise: T, least: int = 0, most: int = LARGEST_ID) -> int | T:
        found: int | T = self._read(name, otherwise, lambda text: whole(text, least, most))
        return found

    def line(self, name: str, otherwise: str = "", most: int = LONGEST_LINE) -> str:
        return str(self._read(name, otherwise, lambda text: line(text, most)))

    def note(self, name: str, otherwise: str = "", *, most: int) -> str:
        return str(self._read(name, otherwise, lambda text: note(text, most)))

    def code(self, name: str) -> str:
        return code(self.raw(name))

    def choice(self, name: str, options: Collection[str], otherwise: str) -> str:
        return str(self._read(name, otherwise, lambda text: choice(text, options)))


def query(request: HttpRequest) -> Given:
    """What stands in the address after the question mark."""
    return Given(request.GET)


def form(request: HttpRequest) -> Given:
    """What a form sent."""
    return Given(request.POST)


def upload(request: HttpRequest, name: str) -> UploadedFile | None:
    """The file that a form sent, None where there is none. Raises `BadInput` where there are several."""
    files = request.FILES.getlist(name)
    if len(files) > 1:
        raise BadInput(f"{len(files)} files came as `{name}`, and one is expected")
    return files[0] if files else None


def length(request: HttpRequest) -> int:
    """How many bytes the request says that it brings. Raises `BadInput`."""
    return whole(request.META.get("CONTENT_LENGTH") or "0")


def json_body(request: HttpRequest, most: int) -> Mapping[str, Any]:
    """The JSON object that a program or a script sent, in at most so many bytes. Raises `BadInput`."""
    if length(request) > most:
        raise BadInput(f"this is too much at once: at most {most:,} bytes are taken; send fewer changes")
    return json_object(request.body)


def json_object(content: bytes) -> Mapping[str, Any]:
    """A JSON object: UTF-8, no name twice, not deep; what is not finite is null. Raises `BadInput`."""
    try:
        found = json.loads(content.decode(), object_pairs_hook=_unique, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadInput("this is not JSON") from None
    if not isinstance(found, dict):
        raise BadInput("a JSON object is expected")
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        ]
        if not level:
            return found
    raise BadInput(f"this JSON is nested more than {DEEPEST} levels deep")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadInput("a name stands twice in one JSON object")
    return found


def _finite(text: str) -> float | None:
    """A number of reasonable size; else there is no number. Whoever reads the value refuses it, and the rest counts."""
    value = float(text)
    return value + 0.0 if abs(value) <= LARGEST else None


# --- fields of forms ---


class _Read:
    """A field that reads by one of the functions above and shows its words."""

    def read(self, value: Any, reader: Callable[[str], T]) -> T | None:
        if value in (None, ""):
            return None
        try:
            return reader(str(value))
        except BadInput as bad:
            raise ValidationError(sentence(bad), code="invalid") from None


class Line(_Read, forms.CharField):
    """A text on one line."""

    def __init__(self, *, max_length: int = LONGEST_LINE, **more: Any) -> None:
        super().__init__(max_length=max_length, **more)

    def to_python(self, value: Any) -> str:
        return self.read(super().to_python(value), lambda text: line(text, self.max_length)) or ""


class Note(_Read, forms.CharField):
    """A text of several lines, in a box of so many."""

    def __init__(self, *, max_length: int, rows: int = 4, **more: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **more)

    def to_python(self, value: Any) -> str:
        return self.read(super().to_python(value), lambda text: note(text, self.max_length)) or ""


class Whole(_Read, forms.IntegerField):
    """A whole number between two others."""

    def __init__(self, *, least: int = 0, most: int = LARGEST_ID, **more: Any) -> None:
        super().__init__(min_value=least, max_value=most, **more)

    def to_python(self, value: Any) -> int | None:
        return self.read(value, lambda text: whole(text, self.min_value, self.max_value))


class Number(_Read, forms.FloatField):
    """A decimal number between two others."""

    def __init__(self, *, least: float = 0.0, most: float = LARGEST, **more: Any) -> None:
        super().__init__(min_value=least, max_value=most, **more)

    def to_python(self, value: Any) -> float | None:
        return self.read(value, lambda text: number(text, self.min_value, self.max_value))


class Moment(_Read, forms.DateTimeField):
    """A day and time of the course's time zone; `days` gives the first and the last day that make sense.

    Of an hour that comes twice, because the clocks go back, it takes the `earlier` or the later one: what is better for
    the student. An hour that does not come, because they go forward, is refused.
    """

    def __init__(self, *, days: Callable[[], tuple[dt.date, dt.date]], earlier: bool = False, **more: Any) -> None:
        local = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M:%S")
        super().__init__(**{"widget": local} | more)
        self.days, self.earlier = days, earlier

    def to_python(self, value: Any) -> dt.datetime | None:
        naive = self.read(value, lambda text: moment(text, *self.days()))
        if naive is None:
            return None
        zone = timezone.get_current_timezone()
        both = [naive.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
        found = (min if self.earlier else max)(both).astimezone(zone)
        if found.replace(tzinfo=None, fold=0) != naive:
            words = f"{naive:%H:%M} does not come on this day: the clocks go forward over it. Take another hour."
            raise ValidationError(words, code="invalid")
        return found


class Chosen(_Read, forms.ModelChoiceField):
    """One row of several, by its number."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.read(value, whole))
