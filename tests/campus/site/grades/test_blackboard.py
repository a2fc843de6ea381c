"""Blackboard's grade file: numbers go in, and every other byte stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site.grades.blackboard import Filled, fields_of, filled
from chainrule.campus.site.inputs import BadInput

HEADS = [
    "Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
    "Weighted Total [Total Pts: up to 100 Percentage] |101", "Quiz 1 [Total Pts: 10 Score] |102",
    "Midterm exam [Total Pts: 20] |103", "Essay [Total Pts: 5 Score] |104", "Quiz 2 [Total Pts: 0 Text] |105",
]  # fmt: skip
LINES = [
    ["Əliyeva", "Sona", "saliyeva", "000123", "2026-02-03 10:00:00", "Yes", "", "", "", "", ""],
    ["O'Neil, Jr.", 'Ana "A"', "AONEIL", "000124", "", "Yes", "", "7.00", "In Progress", "", ""],
    ["Nobody", "Else", "nelse", "000125", "", "Yes", "", "", "", "", ""],
]
MARKS: dict[str, dict[str, float | None]] = {
    "sona": {"Quiz 1": 83.333, "Midterm exam": None, "Quiz 2": 50.0, "Final exam": None},
    "ana": {"Quiz 1": 70.0, "Midterm exam": 77.5, "Quiz 2": None, "Final exam": None},
    "zoe": {"Quiz 1": 10.0, "Midterm exam": None, "Quiz 2": None, "Final exam": None},
}
NAMES = {"saliyeva": "sona", "aoneil": "ana", "zoe": "zoe"}


def file(delimiter: str, end: str, encoding: str, mark: bytes) -> bytes:
    """What Blackboard gives: each field in quotation marks, tabs in UTF-16 or commas in UTF-8."""
    lines = (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in [HEADS, *LINES])
    return mark + end.join([*lines, ""]).encode(encoding)


def fill(content: bytes) -> Filled:
    return filled(content, MARKS, NAMES, "{:.2f}".format)


KINDS = [
    ("\t", "\r\n", "utf-16-le", b"\xff\xfe"),
    ("\t", "\n", "utf-16-be", b"\xfe\xff"),
    (",", "\n", "utf-8", b"\xef\xbb\xbf"),
    (",", "\r\n", "utf-8", b""),
]


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_cells_that_match_change(kind: tuple[str, str, str, bytes]) -> None:
    delimiter, end, encoding, mark = kind
    content = file(*kind)
    made = fill(content)
    expected = content[len(mark) :].decode(encoding).split(end)
    empty = f'"Yes"{delimiter}""{delimiter}""'
    expected[1] = expected[1].replace(empty, f'"Yes"{delimiter}""{delimiter}"8.33"', 1)
    expected[2] = expected[2].replace("In Progress", "15.50")
    assert made.content == mark + end.join(expected).encode(encoding)
    assert made.columns == {"Quiz 1": 2, "Midterm exam": 1}
    assert made.replaced == ["Midterm exam of aoneil: “In Progress” became 15.50."]
    assert made.unknown == ["nelse"]
    assert made.absent == ["zoe"]
    assert [words.partition(":")[0] for words in made.skipped] == ["Weighted Total", "Essay", "Quiz 2", "Final exam"]


@pytest.mark.parametrize("kind", KINDS)
def test_filling_twice_changes_nothing_more(kind: tuple[str, str, str, bytes]) -> None:
    once = fill(file(*kind))
    again = fill(once.content)
    assert again.content == once.content
    assert again.replaced == []


@given(st.text(alphabet='a"\t,\r\n é', max_size=40))
def test_fields_put_together_are_the_text(text: str) -> None:
    try:
        lines = fields_of(text)
    except BadInput:
        return
    assert "".join(one.raw + one.end for line in lines for one in line) == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,grade\r\n", "no column"),
        (b"", "no column"),
        (b"\xff\xfe\x00", "neither"),
        (b"Username\n\xff", "neither"),
        (b'"Username",x\n"a', "line 2: a quotation mark is not closed"),
        (b"x" * 1_000_001, "more than 1,000,000 bytes"),
    ],
)
def test_what_is_none_of_its_files_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        fill(content)
