"""The demo class has sat the papers whose day is over: real papers, real answers, really marked."""

import random
from datetime import datetime, timedelta
from typing import Any

from chainrule.campus.questions import (
    CompleteCode,
    FindError,
    MultipleChoice,
    PredictOutput,
    ShortAnswer,
    Variant,
)
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.demo import generator
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import attempt_marks, drawing, runs, saving, sitting, status
from chainrule.campus.site.papers.models import Attempt, Release, ShortAnswerMark, Sitting
from chainrule.campus.site.papers.shown import shown
from chainrule.campus.syllabus import Assessment, Course, window


def populate(syllabus: Course, users: People, now: datetime) -> None:
    """Most students sat each paper that is over. The first one missed the first quiz and may sit it today."""
    chance = generator()
    ability = {student.pk: chance.betavariate(5, 2.2) for student in users.students}
    for assessment in status.papers():
        hours = window(syllabus, assessment.id)
        if hours.closes >= now or not drawing.is_prepared(assessment.id):
            continue
        missing = {users.students[0].pk, users.students[17].pk}
        for student in users.students:
            if student.pk not in missing:
                begun = hours.opens + timedelta(minutes=chance.randint(60, 600))
                _sit(student, assessment, begun, ability[student.pk], chance)
        # All fills are the authors' own: they run where the authors' programs do.
        runs.run_pending(isolated=runs.runner())
        _mark_by_hand(assessment, users, hours.closes + timedelta(days=1))
        released = min(hours.closes + timedelta(days=3), now)
        Release.objects.create(paper=assessment.id, by=users.instructors[0], at=released)
        _grant(users, assessment, now)


def _grant(users: People, assessment: Assessment, now: datetime) -> None:
    """A power cut kept the first student from sitting it: the instructor gives another chance, today."""
    local = now.astimezone(course().timezone)
    Sitting.objects.create(
        student=users.students[0],
        paper=assessment.id,
        opens_at=local.replace(hour=8, minute=0, second=0, microsecond=0),
        closes_at=local.replace(hour=23, minute=0, second=0, microsecond=0),
        minutes=30,
        reason="A power cut in your dormitory during the quiz, confirmed by the academic advisor.",
        granted_by=users.instructors[0],
        granted_at=now - timedelta(days=1),
    )


def _sit(student: User, assessment: Assessment, begun: datetime, ability: float, chance: random.Random) -> None:
    """Begin, answer as well as this student can, hand in."""
    attempt = sitting.begin(student, assessment.id, begun)
    events: list[saving.Event] = []
    variants = shown([attempt])
    for item in attempt.questions.items:
        answer = answer_to(attempt.questions.variant(variants, item.number), ability, chance)
        events.append((len(events) + 1, item.number, answer))
    saving.save(attempt, saving.Batch("demo", "demo", events), begun + timedelta(minutes=15))
    sitting.submit(attempt, begun + timedelta(minutes=chance.randint(16, 29)))


def answer_to(variant: Variant, ability: float, chance: random.Random) -> Any:
    """A right answer with the probability `ability`; else a wrong one that students give."""
    right = chance.random() < ability
    if isinstance(variant, MultipleChoice):
        fitting = [place for place, option in enumerate(variant.options) if option.is_right == right]
        return {"option": chance.choice(fitting)}
    if isinstance(variant, FindError):
        fitting = [place for place, edit in enumerate(variant.edits) if edit.is_right == right]
        return {"line": variant.at_fault, "option": chance.choice(fitting)}
    if isinstance(variant, PredictOutput):
        printed = runs.runner().run_cached(variant.author_programs())
        return {"text": variant.key(printed) if right else "0"}
    if isinstance(variant, CompleteCode):
        wrong = [fill.text for fill in variant.fills if fill is not variant.reference]
        return {"text": variant.reference.text if right else chance.choice(wrong)}
    assert isinstance(variant, ShortAnswer)
    ranked = sorted(variant.examples, key=lambda example: sum(example.points))
    place = min(len(ranked) - 1, int(len(ranked) * chance.betavariate(1 + 4 * ability, 1 + 4 * (1 - ability))))
    return {"text": ranked[place].text}


def _mark_by_hand(assessment: Assessment, users: People, at: datetime) -> None:
    """An assistant gives each short answer the points that the question's author gave it."""
    for attempt, number in attempt_marks.waiting_short_answers(assessment.id):
        variant = attempt.questions.variant(shown([attempt]), number)
        assert isinstance(variant, ShortAnswer)
        text = _answer_text(attempt, number)
        example = next(example for example in variant.examples if example.text.strip() == text.strip())
        ShortAnswerMark.objects.create(
            attempt=attempt,
            item=number,
            points=[str(points) for points in example.points],
            marker=users.assistants[number % len(users.assistants)],
            marked_at=at,
        )


def _answer_text(attempt: Attempt, number: int) -> str:
    event = attempt.events.filter(item=number).last()
    return str(event.answer["text"]) if event and event.answer else ""
