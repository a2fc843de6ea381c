"""The list of revisions, and what is wrong with it."""

import datetime as dt

import pytest

from chainrule.campus.syllabus import load_revisions
from chainrule.course import CourseError


def test_the_course_starts_at_v0(course):
    (first,) = course.revisions
    assert (first.version, first.date, first.text) == ("v0", None, "- No revisions yet")


def test_revisions_have_version_date_and_text(tmp_path):
    path = tmp_path / "revisions.md"
    path.write_text(
        "# Revisions\n\nWords before.\n\n## v0\n- No revisions yet\n\n"
        "## v1 (2026-02-14)\n- Quiz 3 moved.\n\n### Why\nSnow.\n\n## v2: 2026-03-01\r\n- Best seven.\n"
    )
    revisions = load_revisions(path)
    assert [(r.version, r.date) for r in revisions] == [
        ("v0", None),
        ("v1", dt.date(2026, 2, 14)),
        ("v2", dt.date(2026, 3, 1)),
    ]
    assert revisions[1].text == "- Quiz 3 moved.\n\n### Why\nSnow."


WRONG = [
    (b"", None, "no revision"),
    (b"## v0\n", 1, "does not say what changed"),
    (b"## first\n- x\n", 1, "no heading of a revision"),
    (b"## v1 (2026-02-14)\n- x\n", 1, "expected v0"),
    (b"## v0\n- x\n\n## v1\n- x\n", 4, "has no date"),
    (b"## v0\n- x\n\n## v2 (2026-02-14)\n- x\n", 4, "expected v1"),
    (b"## v0\n- x\n\n## v0 (2026-02-14)\n- x\n", 4, "expected v1"),
    (b"## v0\n- x\n\n## v1 (2026-02-30)\n- x\n", 4, "is no date"),
    (b"## v0 (2026-02-14)\n- x\n## v1 (2026-02-13)\n- x\n", 3, "before the one above"),
    (b"## v0\n- \xff\n", None, "not UTF-8"),
]


@pytest.mark.parametrize(("content", "line", "message"), WRONG)
def test_a_mistake_is_named_with_its_line(tmp_path, content, line, message):
    path = tmp_path / "revisions.md"
    path.write_bytes(content)
    with pytest.raises(CourseError) as caught:
        load_revisions(path)
    assert message in caught.value.problem
    assert caught.value.line == line


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(CourseError, match="missing"):
        load_revisions(tmp_path / "revisions.md")
