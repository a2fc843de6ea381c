"""Tables as text: what is written reads back as it was, and no cell of it does anything."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site.accounts import roster
from chainrule.campus.site.grades import sheets
from chainrule.campus.site.inputs import BadInput, number

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
EVIL = st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@x", "'", "＝1", "0012", "a,b", 'a"b', "a;b\nc"]
)
NUMBERS = st.floats(0, 10_000, allow_nan=False).filter(lambda x: x == 0 or x > 1e-4)


@given(st.lists(st.tuples(TEXTS | EVIL, TEXTS | EVIL), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_what_is_written_reads_back_as_it_was(rows: list[tuple[str, str]], comma: bool, mark: bool) -> None:
    content = sheets.written([("name", "note", "end"), *((*row, "x") for row in rows)], comma=comma, mark=mark)
    assert content.startswith(b"\xef\xbb\xbf") is mark
    read = sheets.read(roster.decoded(content))
    assert read.heads == ("name", "note", "end")
    assert [cells for _, cells in read.lines] == [(*row, "x") for row in rows]


@given(TEXTS | EVIL)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    content = sheets.written([[text, "x"]], mark=False).decode()
    cell = next(csv.reader(io.StringIO(content, newline="")))[0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(NUMBERS, st.booleans())
def test_a_number_keeps_all_its_digits(value: float, comma: bool) -> None:
    assert number(sheets.plain_number(value, comma=comma)) == value


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_sign_that_parts_the_columns_is_found(delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in [("email", "midterm"), ("a@b.c", "7"), ("", "")])
    assert sheets.read(text) == sheets.Sheet(("email", "midterm"), ((2, ("a@b.c", "7")),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a line with the names"),
        ("email\tmidterm", "at least one line below"),
        ("email,midterm\na@b.c,7,5", "quotation marks"),
        ('email,midterm\n"a@b.c,7', "line 2: it cannot be read"),
        ("email,x\n" + "a,1\n" * 5_001, "at most 5,000 lines"),
    ],
)
def test_what_is_no_table_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        sheets.read(text)
