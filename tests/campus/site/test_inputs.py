"""What comes from outside: numbers, dates, texts, choices and JSON, usual and odd, each read or refused in words."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site import inputs
from chainrule.campus.site.inputs import BadInput

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2027, 6, 1)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), (" 12 ", 12), ("007", 7), ("+3", 3), ("9223372036854775807", 2**63 - 1)]
)
def test_a_whole_number_is_read(text: str, value: int) -> None:
    assert inputs.whole(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "-1", "²", "٣", "１", "1.0", "1e3", "0x1", "1_0", "9223372036854775808", "9" * 5000, "1\0", "one", "--1", "½"],
)
def test_what_is_no_whole_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="a whole number of 0 or more is expected, not “") as refused:
        inputs.whole(text)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("1,5", 1.5), (".5", 0.5), ("100", 100.0), ("-0", 0.0), ("-0.0", 0.0), ("3.", 3.0)],
)
def test_a_number_is_read_and_is_never_minus_zero(text: str, value: float) -> None:
    found = inputs.number(text, 0, 100)
    assert (found, str(found)) == (value, str(value))


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "-inf", "1e308", "1e2", "²", "١", "1.5.2", "1 000", "100.1", "-0.1", "9" * 400, "", "0x1p3", "1_0"],
)
def test_what_is_no_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput, match="a number from 0 to 100 is expected"):
        inputs.number(text, 0, 100)


@given(st.text())
def test_a_number_that_is_read_is_finite_and_in_reach(text: str) -> None:
    assert 0 <= read_or(1, inputs.number, text, 0, 100) <= 100
    assert 0 <= read_or(1, inputs.whole, text, 0, 100) <= 100


def read_or(otherwise: Any, reader: Any, *arguments: Any) -> Any:
    """What a reader gives; where it refuses, in words on one line, something else."""
    try:
        return reader(*arguments)
    except BadInput as refused:
        words = str(refused)
    assert words.isprintable()
    return otherwise


@given(st.text())
def test_a_line_is_one_line_that_any_database_keeps(text: str) -> None:
    found = read_or("", inputs.line, text)
    assert len(found.splitlines()) <= 1
    found.encode()
    assert "\0" not in found


@pytest.mark.parametrize(
    ("text", "name"),
    [("a\0b", "U+0000"), ("a\x1bb", "U+001B"), ("a\u202eb", "U+202E"), ("a\u2066b", "U+2066"), ("a\ud800b", "U+D800"),
     ("a\u2028b", "U+2028"), ("a\x85b", "U+0085")],
)  # fmt: skip
def test_a_character_that_cannot_be_seen_is_named(text: str, name: str) -> None:
    with pytest.raises(BadInput, match=f"character 2 cannot be seen .{name.replace('+', '.')}"):
        inputs.line(text)


@pytest.mark.parametrize("text", ["Əliyeva Gülşən", "O’Brien", "李小龍", "𝛁f", "أحمد", "🎓", "a\tb\nc"])
def test_names_of_all_scripts_are_taken(text: str) -> None:
    assert inputs.line(text) == " ".join(text.split())


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(BadInput, match="at most 300 characters are taken, and these are 301"):
        inputs.line("x" * 301)


@given(st.text())
def test_code_is_never_refused_and_can_be_kept(text: str) -> None:
    kept = inputs.code(text)
    kept.encode()
    assert "\0" not in kept
    assert inputs.code(kept) == kept


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00", "9999-12-31T23:59", "0000-00-00T00:00", "2026-02-30T10:00", "2026-02-03T25:00", "2026-02-03",
     "٢٠٢٦-02-03T10:00", "2026-02-03T10:00:60", "", "now", "2026-02-03T10:00+04:00", "2024-12-31T23:59"],
)  # fmt: skip
def test_a_moment_is_near_the_course_or_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is expected"):
        inputs.moment(text, FIRST, LAST)
    assert inputs.moment("2026-02-03T10:05", FIRST, LAST) == dt.datetime(2026, 2, 3, 10, 5)


def query(text: str) -> inputs.Given:
    return inputs.Given(QueryDict(text))


def test_a_name_that_is_not_there_or_empty_gives_what_is_asked_for() -> None:
    assert query("").whole("page", 1) == query("page=").whole("page", 1) == query("page=%20").whole("page", 1) == 1
    assert query("by=grade").choice("by", ["name", "grade"], "name") == "grade"


@pytest.mark.parametrize(
    ("text", "words"),
    [("page=²", "`page`: a whole number"), ("page=1&page=2", "`page` was sent 2 times"), ("page=-1", "not “-1”")],
)
def test_a_refusal_names_the_parameter(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        query(text).whole("page", 1)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"7", b"null", b"{", b"\xff", b'{"a":1,"a":2}', b'{"b":[{"a":1,"a":2}]}', b"[" * 100_000,
     b'{"a":' * 30 + b"1" + b"}" * 30, b'{"a":' + b"9" * 5000 + b"}", '{"a":1}'.encode("utf-16")],
)  # fmt: skip
def test_what_is_no_json_object_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadInput, match="JSON"):
        inputs.json_object(content)


def test_json_has_no_number_that_is_not_finite() -> None:
    text = b'{"a": NaN, "b": [Infinity, -1e999], "c": -0.0, "d": 2}'
    assert repr(inputs.json_object(text)) == "{'a': None, 'b': [None, None], 'c': 0.0, 'd': 2}"


class Form(forms.Form):
    line = inputs.Line(max_length=5, required=False)
    number = inputs.Number(least=0, most=10, required=False)
    whole = inputs.Whole(least=1, most=9, required=False)
    moment = inputs.Moment(days=lambda: (FIRST, LAST), required=False)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("line", "a  b", "a b"),
        ("line", "a\0", None),
        ("line", "abcdef", None),
        ("number", "-0", 0.0),
        ("number", "1e308", None),
        ("number", "nan", None),
        ("number", "11", None),
        ("whole", "²", None),
        ("whole", "0", None),
        ("whole", "7", 7),
        ("moment", "0001-01-01T00:00", None),
    ],
)
def test_a_field_shows_why_and_keeps_what_was_typed(name: str, text: str, value: Any) -> None:
    form = Form({name: text})
    assert form.is_valid() == (value is not None)
    if value is None:
        assert form.errors[name][0].endswith(".")
        assert form[name].value() == text
    else:
        assert repr(form.cleaned_data[name]) == repr(value)


@pytest.mark.parametrize(
    ("zone", "text", "earlier", "iso"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", False, None),  # does not come
        ("Europe/Berlin", "2026-03-29T02:30", True, None),
        ("Europe/Berlin", "2026-03-29T03:00", False, "2026-03-29T03:00:00+02:00"),
        ("Europe/Berlin", "2026-10-25T02:30", False, "2026-10-25T02:30:00+01:00"),  # comes twice
        ("Europe/Berlin", "2026-10-25T02:30", True, "2026-10-25T02:30:00+02:00"),
        ("Africa/Cairo", "2026-04-24T00:15", False, None),
        ("America/Havana", "2026-11-01T00:10", True, "2026-11-01T00:10:00-04:00"),
        ("Asia/Baku", "2026-03-29T02:30", False, "2026-03-29T02:30:00+04:00"),
    ],
)
def test_an_hour_that_comes_twice_or_not_at_all(zone: str, text: str, earlier: bool, iso: str | None) -> None:
    """Of two, the one that is better for the student: it opens at the earlier and closes at the later."""
    days = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    field = inputs.Moment(days=lambda: days, earlier=earlier)
    with timezone.override(zone):
        if iso is None:
            with pytest.raises(ValidationError, match="does not come on this day: the clocks go forward"):
                field.clean(text)
        else:
            assert field.clean(text).isoformat() == iso
