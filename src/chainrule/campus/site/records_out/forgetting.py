"""Forgetting students after the term: personal texts go, and marks, counts and the chain of the audit log stay valid.

The account becomes a number without a name. Texts that no mark is computed from go: hand-ins, drafts, short answers,
messages, reasons, comments, addresses, and the words of the audit log's entries about them. Verdicts and points are
kept. That the marks of every paper are the same after it is checked before anything is final. This is the one module
that calls `append_only.take_out`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.chain import FORGET, FORGOTTEN
from chainrule.campus.site.accounts.models import AuditEntry, User, new_nonce
from chainrule.campus.site.append_only import AppendOnly, take_out
from chainrule.campus.site.labs.models import Verdict
from chainrule.campus.site.milestones import files
from chainrule.campus.site.papers.attempt_marks import marked
from chainrule.campus.site.papers.models import AnswerEvent, Attempt
from chainrule.campus.site.papers.rulings import in_force
from chainrule.campus.site.papers.shown import marked_by
from chainrule.campus.site.printed.models import Sheet
from chainrule.campus.site.records_out.held import TABLE, rows_of
from chainrule.campus.site.safekeeping.problems import Refused

NOWHERE = "@forgotten.invalid"
PRINTED = ("output", "problem", "description")  # of a verdict's details: what a student's code may have written


@dataclass
class Forgotten:
    """One student: what was taken out, by kind of row, or why nothing was."""

    number: int
    name: str
    rows: Counter[str] = field(default_factory=Counter)
    why_not: str = ""


class MarksWouldChange(Exception):
    """A mark was computed from a text that would go: nothing is forgotten."""


def is_forgotten(student: User) -> bool:
    """Whether it was done already."""
    return student.email.endswith(NOWHERE)


def students_before(moment: dt.datetime) -> list[User]:
    """The students who have done nothing from a moment on, neither on the site nor by a token."""
    students = User.objects.filter(role=User.Role.STUDENT, joined_at__lt=moment).exclude(email__endswith=NOWHERE)
    quiet = students.filter(Q(last_login=None) | Q(last_login__lt=moment))
    acted = AuditEntry.objects.filter(at__gte=moment, who__in=quiet).values("who")
    handed_in = User.objects.filter(submissions__received_at__gte=moment).values("pk")
    return list(quiet.exclude(pk__in=acted).exclude(pk__in=handed_in).order_by("pk"))


def one(address: str) -> list[User]:
    """The student with this address; nobody where they were forgotten. Raises `Refused`."""
    student = User.objects.filter(email=address.strip().lower()).first()
    if student is None:
        raise Refused(f"no account has the address {address}", "check it; who was forgotten has none any more")
    if not student.is_student:
        raise Refused(f"{address} is the account of {student.role}", "only students are forgotten: switch it off")
    return [] if is_forgotten(student) else [student]


def forget(students: Iterable[User], apply: bool) -> list[Forgotten]:
    """Forget them, all in one transaction; where `apply` is not set, say what that would do, and change nothing."""
    with transaction.atomic():
        audit.wait_for_lock()
        sessions = by_account()
        done = [_forget(student, sessions[str(student.pk)]) for student in students]
        if not apply:
            transaction.set_rollback(True)
    return done


def _forget(student: User, sessions: list[str]) -> Forgotten:
    done = Forgotten(student.pk, student.name)
    attempts = list(Attempt.objects.filter(student=student).order_by("pk"))
    before = marks_of(attempts)
    done.why_not = why_not(attempts, before)
    if done.why_not:
        return done
    rows = done.rows
    for attempt in attempts:
        rows["short answers"] += short_answers_out(attempt)
    if marks_of(attempts) != before:
        raise MarksWouldChange(f"student {student.pk}")
    rows["verdicts"] += printed_out(student)
    rows["answer sheets"] += cells_out(student)
    for label, held in TABLE.items():
        if held.to and held.to != "pk":
            rows[label] += blanked(rows_of(label, student), held.blank) if held.blank else 0
            rows[label] += rows_of(label, student).delete()[0] if held.deleted else 0
    rows["files"] += files.forget(student)
    rows["sessions"] += Session.objects.filter(pk__in=sessions).delete()[0]
    rows["failed sign-ins"] += failed_sign_ins(student).delete()[0]
    numbers = words_out(student)
    rows["audit entries"] += len(numbers)
    nameless(student)
    kept = {name: count for name, count in rows.items() if count}
    audit.record(None, FORGET, f"student {student.pk}", about=student, entries=numbers, rows=kept)
    return done


def marks_of(attempts: list[Attempt]) -> dict[int, Any]:
    """By attempt the points of each question, computed anew."""
    found = marked(attempts, in_force(attempt.paper for attempt in attempts))
    return {
        pk: [(item.number, item.points, item.out_of, item.state) for item in made.items] for pk, made in found.items()
    }


def why_not(attempts: list[Attempt], marks: Mapping[int, Any]) -> str:
    """Why somebody cannot be forgotten yet."""
    for attempt in attempts:
        if attempt.is_open:
            return f"{attempt.paper} is still being taken"
        if waits := [number for number, points, *_ in marks[attempt.pk] if points is None]:
            return f"question {waits[0]} of {attempt.paper} is not marked yet"
    return ""


def short_answers_out(attempt: Attempt) -> int:
    """Take out what was written to questions that people mark. Its receipts go with it: they were of these words."""
    keys = marked_by([attempt]).of(attempt)
    paper = attempt.questions
    short = [i.number for i in paper.items if paper.variant(keys, i.number).group == "short_answer"]
    events = AnswerEvent.objects.filter(attempt=attempt, item__in=short)
    count = 0
    for pk, answer in events.values_list("pk", "answer"):
        if isinstance(answer, dict) and answer.get("text") not in ("", None, FORGOTTEN):
            count += take_out(AnswerEvent.objects.filter(pk=pk), answer={**answer, "text": FORGOTTEN})
    if count:
        take_out(AnswerEvent.objects.filter(attempt=attempt), link=None, receipt="")
    return count


def printed_out(student: User) -> int:
    """Take out of verdicts what the student's code printed, and what quotes it."""
    count = 0
    for pk, details in Verdict.objects.filter(submission__student=student).values_list("pk", "details"):
        checks = [{**check, "message": ""} for check in details.get("checks", [])]
        blank = {name: "" for name in PRINTED if details.get(name)}
        count += take_out(Verdict.objects.filter(pk=pk), details={**details, **blank, "checks": checks})
    return count


def cells_out(student: User) -> int:
    """Take out what was typed from answer sheets."""
    sheets = Sheet.objects.filter(attempt__student=student).values_list("pk", "cells")
    return sum(take_out(Sheet.objects.filter(pk=pk), cells=[""] * len(cells)) for pk, cells in sheets)


def blanked(rows: QuerySet[Any], values: Mapping[str, Any]) -> int:
    """Put other values in place of texts, in rows of any kind."""
    if issubclass(rows.model, AppendOnly):
        return take_out(rows, **values)
    return rows.update(**values)


def by_account() -> dict[str, list[str]]:
    """The sessions by the number of the account that is signed in."""
    found: dict[str, list[str]] = defaultdict(list)
    for session in Session.objects.iterator():
        found[str(session.get_decoded().get(SESSION_KEY, ""))].append(session.pk)
    return found


def failed_sign_ins(student: User) -> QuerySet[Any]:
    """Tries to sign in to the account, by whomever."""
    found: QuerySet[Any] = apps.get_model("axes", "AccessAttempt").objects.filter(username__iexact=student.email)
    return found


def words_out(student: User) -> list[int]:
    """Take the words out of the log's entries about somebody; their numbers in the chain."""
    name = student.name
    named = Q(subject__endswith=f": {name}") | Q(subject__startswith=f"{name}: ") | Q(subject__icontains=student.email)
    older = Q(subject_of=None) & named  # written before the log said whose data an entry is about
    about = AuditEntry.objects.filter(Q(who=student) | Q(subject_of=student) | older)
    entries = about.exclude(action=FORGET).exclude(subject=FORGOTTEN, details={})
    numbers = [number for number in entries.order_by("number").values_list("number", flat=True) if number]
    keys = list(entries.values_list("pk", flat=True))
    take_out(AuditEntry.objects.filter(pk__in=keys, number=None), subject=FORGOTTEN, details={})
    take_out(AuditEntry.objects.filter(pk__in=keys, number__isnull=False), subject=FORGOTTEN, details={}, salt="")
    return numbers


def nameless(student: User) -> None:
    """The account as a number: nobody signs in to it any more."""
    student.email, student.name = f"student-{student.pk}{NOWHERE}", f"Student {student.pk}"
    student.is_active, student.feed_nonce, student.last_login = False, new_nonce(), None
    student.set_unusable_password()
    student.save()
