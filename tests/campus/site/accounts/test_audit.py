"""The audit log in the database: one chain whoever writes, searched on its page, told about on the health page."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from tests.campus.site.at_once import AT_ONCE, together

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.core import parts
from chainrule.campus.site.records_out import health, housekeeping

__all__ = ["together"]


def tamper(pk: int, **values: Any) -> None:
    """What somebody does who has the database."""
    row = AuditEntry.objects.filter(pk=pk)
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"UPDATE {row.model._meta.db_table} SET {name} = %s WHERE id = %s", [value, pk])


def entry(who: User | None = None, action: str = "papers.begin", subject: str = "quiz-1", **more: Any) -> AuditEntry:
    made = audit.record(who, action, subject, **more)
    audit.link_waiting()
    return made


def test_an_entry_says_whose_data_it_is_about_and_is_linked(student: User, instructor: User) -> None:
    for number in (1, 2):
        entry(instructor, subject=f"quiz-{number}", about=student, points=["1/2"], odd={"b": 1, "a": (1, 2.5)})
    first, second = AuditEntry.objects.order_by("pk")
    assert (first.number, second.number, second.subject_of) == (1, 2, student)
    assert audit.check().holds
    assert audit.head() == (2, second.chain)


def test_a_link_is_filled_in_once_and_nothing_else_is_ever_filled_in(student: User) -> None:
    made = entry(student)
    rows = AuditEntry.objects.filter(pk=made.pk)
    assert rows.fill(number=9, chain="0" * 64) == 0
    with pytest.raises(NotChangeable, match=r"AuditEntry\.subject is kept"):
        rows.fill(subject="other")
    assert audit.check().holds


@pytest.mark.parametrize("field", ["who_id", "subject_of_id", "action", "at", "subject", "details", "number"])
def test_a_row_that_was_changed_in_the_database_is_found(field: str, student: User) -> None:
    rows = [entry(student, subject=f"quiz-{n}") for n in range(3)]
    values = {"at": "2020-01-01 00:00:00+00:00", "details": '{"x": 1}', "number": 7, "subject_of_id": student.pk}
    tamper(rows[1].pk, **{field: values.get(field) or (None if field == "who_id" else "other")})
    assert not audit.check().holds
    assert not health.lines()[0].ok


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_in_a_file")
def test_written_by_many_at_once_it_is_one_chain(make_user: Any, together: Any) -> None:
    student = make_user("student")

    def write(number: int) -> None:
        for each in range(5):
            with transaction.atomic():
                audit.record(student, "papers.begin", f"{number}-{each}", about=student)

    together(write)
    housekeeping.tick(None)  # type: ignore[arg-type]
    report = audit.check()
    assert (report.broken, report.count, audit.waiting()) == ([], 5 * AT_ONCE, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_in_a_file")
def test_what_is_rolled_back_leaves_no_gap(make_user: Any) -> None:
    student = make_user("student")
    for fails in (False, True, False):
        try:
            with transaction.atomic():
                audit.record(student, "papers.begin", "quiz-1")
                if fails:
                    raise ValueError
        except ValueError:
            continue
    assert [e.number for e in audit.entries()] == [1, 2]
    assert audit.check().holds


@pytest.mark.django_db(transaction=True)
def test_entries_of_the_release_before_are_chained_in_their_order() -> None:
    then = MigrationExecutor(connection)
    newest = then.loader.graph.leaf_nodes()
    old = [("campus_accounts", "0004_section_and_student_id")]
    then.migrate(old)
    try:
        rows = then.loader.project_state(old).apps.get_model("campus_accounts", "AuditEntry").objects
        for number in range(3):
            rows.create(action="papers.begin", subject=f"quiz-{number}", details={"n": number})
    finally:
        MigrationExecutor(connection).migrate(newest)
    there = apps.get_model("campus_accounts", "AuditEntry").objects.order_by("number")
    assert [row.subject for row in there] == ["quiz-0", "quiz-1", "quiz-2"]
    assert audit.check().holds


# --- the page ---


@pytest.fixture
def page(client_of: Any, instructor: User, student: User, at: Any) -> Any:
    """`page(who="sona")`: the subjects that the page lists then."""
    at("2026-02-03T23:30")
    entry(student, "papers.begin", "quiz-1", about=student)
    entry(
        instructor, "papers.exempt", "quiz-2: Sona Aliyeva", about=student, reason="Flu, as her <b>doctor</b> says: ə"
    )
    at("2026-02-05T00:10")
    entry(None, "papers.time", "quiz-3")

    def ask(**query: str) -> Any:
        answer = client_of(instructor).get("/audit/", query)
        said = answer.content.decode()
        return answer.status_code, [s for s in ("quiz-1", "quiz-2", "quiz-3") if f'To what">{s}' in said], said

    return ask


ASKED = [
    ({}, ["quiz-1", "quiz-2", "quiz-3"]),
    ({"who": "ines"}, ["quiz-2"]),
    ({"about": "ALIYEVA"}, ["quiz-1", "quiz-2"]),
    ({"about": "nobody"}, []),
    ({"action": "papers.time"}, ["quiz-3"]),
    ({"subject": "quiz-1"}, ["quiz-1"]),
    ({"since": "2026-02-04"}, ["quiz-3"]),
    ({"until": "2026-02-03"}, ["quiz-1", "quiz-2"]),
    ({"until": "2026-02-05", "since": "2026-02-05"}, ["quiz-3"]),
    ({"text": "flu"}, ["quiz-2"]),
    ({"text": "says: ə"}, ["quiz-2"]),
    ({"text": "quiz-3"}, ["quiz-3"]),
    ({"who": "sona", "action": "papers.begin", "text": "1"}, ["quiz-1"]),
]


@pytest.mark.parametrize(("query", "subjects"), ASKED)
def test_the_log_is_searched(page: Any, query: dict[str, str], subjects: list[str]) -> None:
    status, found, said = page(**query)
    assert (status, found) == (200, subjects)
    assert "<b>doctor" not in said


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "0001-01-01"}, {"action": "no.such"}])
def test_what_cannot_be_searched_for_is_told_beside_its_field(page: Any, query: dict[str, str]) -> None:
    status, found, said = page(**query)
    assert (status, found) == (400, [])
    assert "The search could not be read" in said


def test_pages_keep_what_is_searched_for_and_show_the_hash_to_write_down(page: Any, student: User) -> None:
    for _ in range(101):
        audit.record(student, "labs.submit", "lab 3")
    audit.link_waiting()
    _, _, said = page(action="labs.submit", text="lab")
    assert "101 entries found" in said
    assert "action=labs.submit&amp;text=lab&amp;page=2" in said
    assert audit.head()[1] in said


def test_the_health_page_has_a_line(page: Any) -> None:
    assert [line.value for line in health.lines()] == ["3 entries; its chain holds"]
    assert ("records_out", health.lines) in parts.functions("health", "lines")
