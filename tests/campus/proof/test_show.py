"""The report for people."""

import io
from dataclasses import replace

from rich.console import Console

from chainrule.campus.proof import LabCount, Report, show
from chainrule.course import CourseError

LONG = "course/lectures/03-backpropagation-1/questions/" + "a_very_long_name_" * 6 + ".py"


def shown(report: Report, terminal: bool) -> str:
    out = io.StringIO()
    show(report, Console(file=out, force_terminal=terminal, width=80, color_system=None), 1.25)
    return out.getvalue()


def report(*errors: CourseError) -> Report:
    wrong = {"course": (), "lectures": errors, "labs": (), "questions": ()}
    return Report(wrong, lectures=2, blocks=71, minutes={}, labs={"03": LabCount(27, 27)}, questions=54, variants=1728)


def test_a_pipe_gets_plain_lines():
    assert shown(report(), terminal=False) == (
        "course: course.toml and revisions.md; 0 errors\n"
        "lectures: 2 lectures, 71 blocks run twice; 0 errors\n"
        "labs: 03: 27 of 27 mutants caught; 0 errors\n"
        "questions: 54 questions, 1,728 variants; 0 errors\n"
        "\nEverything is proven (1.2 s)\n"
    )


def test_that_spelling_was_not_checked_is_said():
    words = "Spelling was not checked: codespell is not installed.\n"
    assert words in shown(replace(report(), spelled=False), terminal=False)
    assert words not in shown(report(), terminal=False)


def test_a_terminal_gets_a_table_and_addresses_are_never_cut():
    text = shown(report(CourseError(LONG, "[bold]brackets[/] are text", "mend it", 7)), terminal=True)
    header = text.lstrip().splitlines()[0].split()
    assert header == ["part", "proven", "errors"]
    assert f"\n{LONG}:7\n  [bold]brackets[/] are text\n  fix: mend it\n" in text
    assert "1 error (1.2 s)" in text
    assert "<" not in text
