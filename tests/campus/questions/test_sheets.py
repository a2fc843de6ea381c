"""What a cell of a typed answer sheet says: the key gets all points, and a slip gets a sentence."""

from fractions import Fraction

import pytest

from chainrule.campus.questions import Bank, HumanMark, MultipleChoice, Runner, ShortAnswer, Variant
from chainrule.campus.questions.marking import mark
from chainrule.campus.questions.sheets import ON_PAPER, BadCell, Cell, key_of, read_cell, read_row

OF_EACH_KIND = {
    "multiple_choice": "02/mean_of_each_channel",
    "short_answer": "02/one_wrong_label",
    "find_error": "02/standardize_by_column",
    "predict_output": "02/star_is_not_at",
    "complete_code": "03/backward_of_tanh",
}


@pytest.fixture(scope="module")
def asked(bank: Bank) -> dict[str, Variant]:
    """A variant of each kind; the error is in one of 5 lines, the short answer has two criteria or more."""
    return {kind: bank[id].variant(3) for kind, id in OF_EACH_KIND.items()}


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_the_key_as_it_is_printed_gets_all_points(asked: dict[str, Variant], kind: str, runner: Runner) -> None:
    variant = asked[kind]
    runs = runner.run_cached(variant.author_programs())
    cell = read_cell(variant, key_of(variant, runs))
    assert variant.refusal(cell.answer) == ""
    assert mark(variant, cell.answer, runs, HumanMark(cell.points)).correct


def test_what_a_cell_says_is_read_as_the_site_keeps_it(asked: dict[str, Variant]) -> None:
    choice, error, short = (asked[kind] for kind in ("multiple_choice", "find_error", "short_answer"))
    assert isinstance(short, ShortAnswer)
    assert read_cell(choice, "c") == Cell({"option": 2})
    assert read_cell(error, "3b") == read_cell(error, "3 B") == Cell({"line": 3, "option": 1})
    assert (read_cell(error, "3"), read_cell(error, "b")) == (Cell({"line": 3}), Cell({"option": 1}))
    given = "+".join(["0,5"] + ["0"] * (len(short.rubric) - 1))
    assert read_cell(short, given) == Cell(
        {"text": ON_PAPER}, (Fraction(1, 2), *[Fraction(0)] * (len(short.rubric) - 1))
    )
    assert read_cell(asked["predict_output"], "[[1]]\n2") == Cell({"text": "[[1]]\n2"})
    assert all(read_cell(variant, "-") == Cell() for variant in asked.values())


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("multiple_choice", "F", "its options are A to D, and “F” is none of them"),
        ("multiple_choice", "AB", "“AB” is none of them"),
        ("multiple_choice", "1", "“1” is none of them"),
        ("find_error", "99A", "and 99 is none of them"),
        ("find_error", "0A", "and 0 is none of them"),
        ("find_error", "3Z", "its options are A to"),
        ("find_error", "B3", "a line and a letter are expected, such as 3B, not “B3”"),
        ("short_answer", "1", "points for each criterion are expected"),
        ("short_answer", "1+much", "points for each criterion are expected"),
        ("short_answer", "1+-1", "points for each criterion are expected"),
        ("short_answer", "0.3+0", "points are whole or half"),
        ("short_answer", "9+0", "takes 0 to"),
        ("complete_code", "x" * 2001, "it is longer than 300 characters"),
    ],
)
def test_a_slip_gets_a_sentence_that_names_it(asked: dict[str, Variant], kind: str, text: str, why: str) -> None:
    variant = asked[kind]
    if isinstance(variant, ShortAnswer) and "+" in text:
        text += "+0" * (len(variant.rubric) - 2)
    with pytest.raises(BadCell) as caught:
        read_cell(variant, text)
    assert why in str(caught.value)


def test_a_row_that_is_half_filled_or_too_long_says_which_cells(asked: dict[str, Variant]) -> None:
    variants = [one for one in asked.values() if isinstance(one, MultipleChoice)] * 4
    cells, wrong = read_row(variants, ["a", " ", "-"])
    assert [cell.answer for cell in cells] == [{"option": 0}, None]
    assert wrong == ["Questions 2, 4: the cells cannot be empty. Type - where nothing was answered."]
    _, wrong = read_row(variants[:2], ["a", "f", "", "b"])
    assert [line.split(":")[0] for line in wrong] == ["Question 2", "This variant has 2 questions"]
    assert read_row(variants[:2], ["a", "b", "", " "])[1] == []
