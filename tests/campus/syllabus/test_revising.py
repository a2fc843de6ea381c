"""Revisions: what differs in words, whose grade changes by how much (computed by hand), and the rules in force."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from chainrule.campus.syllabus import Proposal, Score, course_grade, load_course
from chainrule.campus.syllabus.revised_grades import effect, totals
from chainrule.campus.syllabus.revising import changes, rules_of, section, under

ZONE = ZoneInfo("Asia/Baku")
END = dt.datetime(2026, 6, 1, tzinfo=ZONE)
MIDDLE = dt.datetime(2026, 4, 28, 23, 5, tzinfo=ZONE)
PASSED = Proposal(None, ("pass",))


def came(month, day, hour, minute):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def record(quizzes, midterm, final, first, second):
    sat = {f"quiz-{n}": Score(points, 10) for n, points in enumerate(quizzes, start=1)}
    return {
        **sat,
        "proposal": PASSED,
        "midterm": Score(midterm, 100),
        "final": Score(final, 100),
        "milestone-1": first,
        "milestone-2": second,
    }


CLASS = {
    # quizzes 80 -> 20.00, exams 17.50 + 22.50, project 10 + 40.5 + 0.45 * 60 * 0.9 = 74.8 -> 18.70
    "ten minutes late": record(
        [8] * 9, 70, 90, Score(90, 100, 0, came(3, 12, 22, 0)), Score(60, 100, 0, came(4, 28, 23, 10))
    ),
    # best eight 100 -> 25.00, exams 12.50 + 12.50, project 10 + 0.45 * 80 * 0.75 + 36 = 73 -> 18.25
    "one quiz missed": record(
        [10] * 8 + [0], 50, 50, Score(80, 100, 0, came(3, 13, 1, 0)), Score(80, 100, 0, came(4, 28, 22, 0))
    ),
    "full marks": record([10] * 9, 100, 100, Score(100, 100), Score(100, 100)),
}
BEFORE = {"ten minutes late": "78.70", "one quiz missed": "68.25", "full marks": "100.00"}
TIER = 'until = "30 minutes"\npenalty = 10\n'
SECOND = 'title = "Project milestone 2"\nclass = 26\ndate = 2026-04-28'
PROJECT = 'semester-long team project."\nweight = 25'
QUIZZES = 'progress throughout the course."\nweight = 25'

TABLE = [
    # (edits of course.toml, what changes in words, grades that change, marks or parts that moved)
    (
        [(TIER, TIER.replace("10", "20"))],  # 0.45 * 48 = 21.6: the project is 72.1 -> 18.025
        ["Late tier 1: 20% less up to thirty minutes late instead of "
         "10% less up to thirty minutes late."],
        {"ten minutes late": ("78.03", "-0.67", ["Project milestone 2: 54.00% → 48.00%"])},
    ),
    (
        [(PROJECT, PROJECT.replace("25", "30")), (QUIZZES, QUIZZES.replace("25", "20"))],  # 0.748 * 30, 0.73 * 30
        ["The weight of Team Project: 30% instead of 25%.", "The weight of Quizzes: 20% instead of 25%."],
        {
            "ten minutes late": ("78.44", "-0.26", [
                "Team Project: 18.70 of 25.00 points → 22.44 of 30.00 points",
                "Quizzes (8x): 20.00 of 25.00 points → 16.00 of 20.00 points",
            ]),
            "one quiz missed": ("66.90", "-1.35", [
                "Team Project: 18.25 of 25.00 points → 21.90 of 30.00 points",
                "Quizzes (8x): 25.00 of 25.00 points → 20.00 of 20.00 points",
            ]),
        },
    ),
    (
        [("best = 8", "best = 9")],  # the mean of all nine: 80 / 90 of 25 is 22.2222
        ["Quizzes that count: 9 instead of 8."],
        {"one quiz missed": ("65.47", "-2.78", ["Quiz 9: 0.00%, discarded → 0.00%"])},
    ),
    (
        [("time = 23:00:00", "time = 23:30:00")],  # on time: 0.45 * 60 = 27, the project 77.5 -> 19.375
        ["The hour of every deadline: 23:30 instead of 23:00.", "Quizzes: close at: 23:30 instead of 23:00.",
         "Exams: close at: 23:30 instead of 23:00."],
        {"ten minutes late": ("79.38", "0.68", ["Project milestone 2: 54.00% → 60.00%"])},
    ),
    (
        [(SECOND, SECOND.replace("26\n", "27\n").replace("04-28", "04-30"))],
        ["Project milestone 2: date: 30 April 2026 instead of 28 April 2026.",
         "Project milestone 2: stands beside class: 27 instead of 26."],
        {"ten minutes late": ("79.38", "0.68", ["Project milestone 2: 54.00% → 60.00%"])},
    ),
    ([("rejected_at_most = 5", "rejected_at_most = 4")],
     ["After a rejection a proposal reaches at most: 4% instead of 5%."], {}),
    ([('info = "Students will test their knowledge as they', 'info = "Students will try their knowledge as they')],
     [], {}),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "words", "expected"), TABLE, ids=[str(row[1])[:40] for row in TABLE])
def test_a_changed_rule_changes_exactly_the_grades_that_it_should(course, changed, edits, words, expected):
    new = load_course(changed(*edits))
    assert sorted(change.sentence for change in changes(course, new)) == sorted(words)
    found = {}
    for name, scores in CLASS.items():
        one = effect(course, new, course_grade(course, scores, END), course_grade(new, scores, END))
        assert one.so_far.before == BEFORE[name]
        if one.changed:
            moved = [str(move) for move in one.moved if "at best" not in move.title]
            if "best = 9" in str(edits):
                moved = [line for line in moved if line.startswith("Quiz 9")]
            found[name] = (one.so_far.after, str(one.difference), moved)
    assert found == expected


def test_what_is_only_in_reach_is_told_of_too(course, changed):
    """Five minutes after the deadline, with nothing handed in: only the most that can be reached moves."""
    new = load_course(changed((TIER, TIER.replace("10", "20"))))
    scores = {"quiz-1": Score(10, 10)}
    one = effect(course, new, course_grade(course, scores, MIDDLE), course_grade(new, scores, MIDDLE))
    assert not one.so_far.changed
    assert [number.name for number in one.others] == ["at best"]
    assert "Project milestone 2, at best: 90.00%, not yet → 80.00%, not yet" in map(str, one.moved)


def test_a_new_table_of_letters_stands_beside_the_numbers(course, changed):
    letters = "[letters]\nA = 90\nB = 75\nF = 0\n\n[grades]"
    new = load_course(changed(("[grades]", letters)))
    scores = CLASS["ten minutes late"]
    one = effect(course, new, course_grade(course, scores, END), course_grade(new, scores, END))
    assert (one.so_far.before, one.so_far.after, one.changed) == ("78.70", "78.70 B", True)
    assert "The letter B begins at: 75 (new)." in [change.sentence for change in changes(course, new)]


def test_the_class_in_numbers(course, changed):
    new = load_course(changed((TIER, TIER.replace("10", "20"))))
    pairs = [(course_grade(course, one, END), course_grade(new, one, END)) for one in CLASS.values()]
    effects = [effect(course, new, was, now) for was, now in pairs]
    means = [[pair[side].so_far.percent for pair in pairs] for side in (0, 1)]
    found = totals(effects, *means)
    assert (found.students, found.changed, found.up, found.down) == (3, 1, 0, 1)
    assert found.mean_before == pytest.approx((78.7 + 68.25 + 100) / 3)
    assert found.mean_after == pytest.approx((78.025 + 68.25 + 100) / 3)


def test_an_assessment_more_or_less_is_one_line(course, changed):
    whole = (
        '[[assessments]]\nid = "quiz-9"\nkind = "quiz"\ntitle = "Quiz 9"\nclass = 28\ndate = 2026-05-05\n'
        'covers = "25-27"\n'
    )
    new = load_course(changed((whole, ""), ("best = 8", "best = 7")))
    assert [change.sentence for change in changes(course, new)] == [
        "Quizzes that count: 7 instead of 8.",
        "Quiz 9: no more (it was 5 May 2026).",
    ]
    assert "Quiz 9: 5 May 2026 (new)." in [change.sentence for change in changes(new, course)]


def test_every_rule_has_a_label_in_words(course):
    everything = replace(course, letters=(), weights=(), assessments=())
    labels = [change.what for change in changes(everything, course)]
    assert not [label for label in labels if "." in label or "_" in label]
    keys = rules_of(course)
    assert len(keys) > 100
    assert {key.partition(".")[0] for key in keys} == {
        "weights", "late", "project", "grades", "deadlines", "quizzes", "exams", "assessments", "timezone", "papers",
    }  # fmt: skip


class TestUnder:
    """The files with the rules in force."""

    def test_files_with_the_same_rules_are_taken_as_they_are(self, course, changed):
        files = load_course(changed(('title = "Deep Learning"', 'title = "Deeper Learning"')))
        assert under(files, course) is files

    def test_rules_stay_and_texts_follow(self, course, changed):
        files = load_course(
            changed((TIER, TIER.replace("10", "20")), ('title = "Quiz 2"', 'title = "Test 2"'), ('"B318"', '"B319"'))
        )
        joined = under(files, course)
        assert not changes(joined, course)
        assert joined.late_rules == course.late_rules
        assert joined.assessment("quiz-2").title == "Test 2"
        assert joined.people[0].office == "B319"
        assert joined.settings["late.grace"] == course.settings["late.grace"]
        for name, scores in CLASS.items():
            assert (
                effect(course, joined, *[course_grade(one, scores, END) for one in (course, joined)]).so_far.after
                == (BEFORE[name])
            )

    def test_a_class_that_the_files_have_no_more_is_named_by_no_assessment(self, course):
        files = replace(course, classes=course.classes[:20], timezone=ZoneInfo("UTC"))
        joined = under(files, course)
        assert all(one.beside is None or one.beside <= 20 for one in joined.assessments)
        assert all(number <= 20 for one in joined.assessments for number in one.covers)
        assert joined.timezone == course.timezone


def test_the_section_that_records_a_revision_reads_back(course, changed, write):
    new = load_course(changed(("best = 8", "best = 9")))
    text = section("v1", dt.date(2026, 3, 1), " All nine count. ", changes(course, new))
    folder = write((new.folder / "course.toml").read_bytes(), f"## v0\n\n- No revisions yet\n\n{text}")
    last = load_course(folder).revisions[-1]
    assert (last.version, last.date) == ("v1", dt.date(2026, 3, 1))
    assert last.text == "All nine count.\n\n- Quizzes that count: 9 instead of 8."
