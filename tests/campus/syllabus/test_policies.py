"""The syllabus in sentences: word for word what it says, with every number from the settings."""

import re
import zoneinfo
from dataclasses import replace

import pytest

from chainrule.campus.syllabus import (
    assessment_label,
    dated_label,
    fill,
    load_course,
    outline,
    policy_sentences,
)
from chainrule.campus.syllabus.policies import zone_words

SYLLABUS = {
    "deadlines": """
        Deadlines will never be extended. When submitting, a student must consider possible internet connection
        issues, uploaded file size, etc. **Late submissions** of one minute until thirty minutes will receive a
        10% penalty, late submissions of thirty minutes until one day will receive a 25% penalty with no claim
        for bonuses (if there are any), late submissions of more than one day will receive zero. All deadlines
        are at 11 PM (23:00) Baku time (UTC+4), unless explicitly stated otherwise.""",
    "project": """
        You will form teams of up to three members at the start of the semester. Students who are not part of a
        team one week before the project proposal deadline will be automatically assigned to a team at random. A
        **project proposal** that passes receives 10%. A proposal marked *revise* receives a provisional 0%
        until the required changes are submitted and approved, after which full credit is awarded. A proposal
        that is *rejected* and resubmitted as a substantially different proposal is eligible for a maximum of
        5%. In addition to the proposal, there will be two further **project milestones**, scheduled before the
        midterm and final exam periods, each accounting for 45% of the total project grade. Detailed rubrics
        will be shared with you on blackboard.""",
    "quizzes": """
        There will be **nine** computer-based quizzes assessing understanding of the material covered in the
        preceding lectures. The quiz grade will be calculated as the arithmetic mean of the **best eight**
        quizzes, with the lowest score automatically discarded (e.g. missing one quiz will not affect your
        grade). Each quiz will consist of **10 questions** with a **30-minute** time limit, including **4x**
        scenario-based multiple-choice questions (testing conceptual understanding and reasoning), **3x**
        short-answer questions (requiring precise explanations), and **3x** code-focused questions (e.g.
        identifying errors, predicting outputs, or completing small code fragments). One sample question per
        type will be shared with you before the first quiz.""",
    "exams": """
        You will have two exams: midterm and final. Both exams will be computer-based (unless noted otherwise),
        consist of **20 questions** of the same types (**8x, 6x, 6x**) used in the quizzes, and have a
        **60-minute** time limit. More specific rules and details will be communicated to you before the exam.""",
}


def words(text):
    return " ".join(text.split())


def section(course, id):
    return next(section for section in policy_sentences(course) if section.id == id)


@pytest.mark.parametrize("id", SYLLABUS)
def test_a_policy_reads_word_for_word_as_in_the_syllabus(course, id):
    assert words(section(course, id).markdown) == words(SYLLABUS[id])


def test_a_section_comes_in_sentences(course):
    assert [len(section.sentences) for section in policy_sentences(course)] == [4, 7, 4, 3, 3]
    for part in policy_sentences(course):
        for sentence in (*part.sentences, *part.notes):
            assert sentence.endswith(".")
            assert not re.search(r"[{}]", sentence)


def test_no_policy_text_holds_a_number_of_its_own(course):
    """But for the provisional zero, which is no setting: it is what "provisional" means."""
    texts = (course.deadline_rules, course.project_rules, course.quiz_rules, course.exam_rules)
    for rules in texts:
        assert re.findall(r"\d+", re.sub(r"\{[a-z_]+\}", "", rules.text)) in ([], ["0"])


# what the instructor changes, the section that follows, what it says then
CHANGES = [
    (('until = "30 minutes"', 'until = "2 hours"'), "deadlines", "of one minute until two hours will receive a 10%"),
    (("penalty = 25", "penalty = 37.5"), "deadlines", "of thirty minutes until one day will receive a 37.5% penalty"),
    (('grace = "1 minute"', 'grace = "5 minutes"'), "deadlines", "**Late submissions** of five minutes until"),
    (("time = 23:00:00", "time = 20:30:00"), "deadlines", "All deadlines are at 8:30 PM (20:30) Baku time (UTC+4)"),
    (('"Asia/Baku"', '"America/New_York"'), "deadlines", "New York time (UTC-5 or UTC-4)"),
    (('"Asia/Baku"', '"Asia/Kathmandu"'), "deadlines", "Kathmandu time (UTC+5:45)"),
    (("members = 3", "members = 21"), "project", "up to twenty-one members"),
    (('assigned_before = "1 week"', 'assigned_before = "5 days"'), "project", "five days before the project proposal"),
    (("-1 = 45\nmilestone-2 = 45", "-1 = 40\nmilestone-2 = 50"), "project", "each accounting for 40% and 50% of"),
    (("best = 8", "best = 7"), "quizzes", "the **best seven** quizzes"),
    (("samples_per_type = 1", "samples_per_type = 12"), "quizzes", "Twelve sample question per type"),
    (("minutes = 60", "minutes = 90"), "exams", "a **90-minute** time limit"),
    (('conflict_notice = "2 weeks"', 'conflict_notice = "10 days"'), "exams", "at least ten days before"),
]


@pytest.mark.parametrize(("change", "id", "says"), CHANGES)
def test_a_text_follows_its_setting(changed, change, id, says):
    part = section(load_course(changed(change)), id)
    assert says in " ".join((*part.sentences, *part.notes))


def test_a_name_that_is_no_setting_is_refused(course):
    with pytest.raises(LookupError, match="quiz_best"):
        fill(course, "The {best} quizzes")


def test_a_number_is_written_large_only_where_a_sentence_starts(course):
    text = "{quiz_best} count. **{quiz_count}** are sat, e.g. {quiz_best}! {team_members}? No: {exam_count}."
    assert fill(course, text) == "Eight count. **Nine** are sat, e.g. eight! Three? No: two."


def test_the_table_of_assessments(course):
    labels = [assessment_label(course, weight.id) for weight in course.weights]
    assert labels == ["Team Project", "Quizzes (8x)", "Exam [Midterm]", "Exam [Final]"]


def test_the_outline_has_every_row_of_the_syllabus_in_order(course):
    rows = outline(course)
    assert [row.number for row in rows] == [*range(1, 18), None, *range(18, 30), None]
    labels = {row.number: [dated_label(a) for a in row.assessments] for row in rows if row.number}
    assert labels[4] == ["**Feb 3:** Quiz 1 [1-3]", "**Feb 3:** Last day to submit team member details"]
    assert labels[15] == ["**Mar 12:** Quiz 5 [14]", "**Mar 12:** Project milestone 1 deadline"]
    assert labels[16] == ["**Mar 17:** Midterm Exam [1-15]"]
    assert dated_label(rows[-1].assessments[0]) == "**May 12:** Final Exam [1-29]"
    assert rows[17].holidays is course.term.holidays[0]
    assert [row.first for row in rows] == sorted(row.first for row in rows)


def test_the_offset_of_a_zone_is_that_of_the_term(course):
    assert zone_words(course) == "Baku time (UTC+4)"
    only_winter = replace(course, timezone=zoneinfo.ZoneInfo("Europe/Berlin"), assessments=())
    assert zone_words(only_winter) == "Berlin time (UTC+1)"
