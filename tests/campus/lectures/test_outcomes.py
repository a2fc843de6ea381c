"""Every outcome of the syllabus has a section, and no section claims an outcome that the syllabus does not have."""

from chainrule.campus.lectures import check_outcomes, match_outcomes

SYLLABUS = ("Perform forward and backward passes.", "Understand how **gradient descent** updates parameters.")


def front(*lines: str) -> str:
    return "---\noutcomes:\n" + "".join(f"  {line}\n" for line in lines) + "---\n"


def test_sentences_agree_whatever_their_bold_case_blanks_and_full_stop(write):
    lecture = write(front=front('"perform **forward** and  backward passes": one', '"Understand how gradient": one'))
    served, problems = match_outcomes(lecture, SYLLABUS)
    assert served == {SYLLABUS[0]: ("one",), SYLLABUS[1]: ("one",)}
    assert problems == ()


def test_an_outcome_without_a_section_is_told_with_the_line_to_add(write):
    lecture = write(front=front('"Perform forward": one'))
    (error,) = check_outcomes(lecture, SYLLABUS)
    assert error.line == 2
    assert f'"{SYLLABUS[1]}" of class 3 has no section' in error.problem
    assert f'"{SYLLABUS[1]}": id-of-the-section' in error.fix
    assert check_outcomes(lecture, SYLLABUS, optional=[SYLLABUS[1]]) == ()


def test_an_outcome_that_the_syllabus_does_not_have_is_told_with_the_closest(write):
    lecture = write(front=front('"Perform forward": one', '"Understand": one', '"Understand gradient decent": one'))
    (error,) = check_outcomes(lecture, SYLLABUS)
    assert (error.line, "is no outcome of class 3" in error.problem) == (5, True)
    assert f'did you mean "{SYLLABUS[1]}"?' in error.fix


def test_the_beginning_of_two_outcomes_is_not_enough(write):
    lecture = write(front=front('"Perform": one'))
    (error,) = check_outcomes(lecture, ["Perform this.", "Perform that."])
    assert "begins 2 outcomes" in error.problem
