"""A lab's mutant makes a find-the-error question; one that cannot is refused with the reason."""

from pathlib import Path

import pytest

from chainrule.campus.questions import from_mutant
from chainrule.campus.questions.kinds.find_error import Faulty
from chainrule.campus.questions.variant import BadContent
from chainrule.course import find_course, lecture_folders

HERE = str(lecture_folders(find_course())[4] / "questions" / "a_question.py")


def question(mutant: str, *others: str) -> Faulty:
    return from_mutant(HERE, mutant, stem="?", test="    assert True\n", because="So.", others=others, lab=3)


def test_the_function_is_shown_bare_and_the_line_of_the_solution_mends_it() -> None:
    made = question("overwrite", "no_chain", "upstream_ignored", "root_set")
    assert made.code.startswith("def backward(self, upstream=1.0):\n    order = topological_order(self)")
    assert '"""' not in made.code
    [right] = [edit for edit in made.edits if edit.is_right]
    assert (right.line, right.into) == ("parent.grad = local * node.grad", "parent.grad += local * node.grad")
    assert right.because == "So."


def test_another_mutant_is_a_wrong_edit_with_its_mistake_as_the_reason() -> None:
    made = question("overwrite", "no_chain", "upstream_ignored", "root_set")
    same, other, _ = [edit for edit in made.edits if not edit.is_right]
    assert (same.line, same.into) == ("parent.grad = local * node.grad", "parent.grad += local")
    assert (other.line, other.into) == ("self.grad += as_float(upstream)", "self.grad += 1.0")
    assert same.because == "It makes another mistake: only the local derivative is passed on."


def test_the_function_stands_in_the_librarys_place_while_the_test_runs() -> None:
    assert (
        'setattr(_module.Value, "backward", backward)'
        in question("overwrite", "no_chain", "root_set", "upstream_ignored").test
    )


@pytest.mark.parametrize(
    ("mutants", "problem"),
    [
        (("overwritten",), "lab 03 has no mutant `overwritten`"),
        (("overwrite", "nothing"), "lab 03 has no mutant `nothing`"),
        (("no_reset",), "`no_reset` changes more than one line"),
        (("text_as_number",), "the functions that `text_as_number` changes are Value.__add__, Value.__mul__"),
    ],
)
def test_a_mutant_that_makes_no_question_is_refused(mutants: tuple[str, ...], problem: str) -> None:
    with pytest.raises(BadContent) as refused:
        question(*mutants)
    assert problem in refused.value.problem.what


def test_the_lab_is_the_lectures_own_where_none_is_named() -> None:
    own = Path(HERE).parents[2] / "03-backpropagation-1" / "questions" / "a_question.py"
    made = from_mutant(
        str(own), "overwrite", stem="?", test="", because="So.", others=["no_chain", "root_set", "upstream_ignored"]
    )
    assert "parent.grad = local * node.grad" in made.code
