"""The table of what the site holds about a student has a row for every model, and no row hands a key out."""

from typing import Any

import pytest
from django.apps import apps

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.records_out import held
from chainrule.campus.site.records_out.held import TABLE

KEYS = {"drawn", "runs", "keys", "content", "questions", "secret_hash", "password", "feed_nonce", "browser", "authors"}


def fields(label: str) -> dict[str, Any]:
    return {field.name: field for field in apps.get_model(label)._meta.get_fields()}


def to_people(label: str) -> set[str]:
    """The fields of a model that lead to an account."""
    return {name for name, field in fields(label).items() if field.concrete and field.related_model is User}


def test_every_model_stands_in_the_table() -> None:
    assert held.unlisted() == [], "say in records_out/held.py what of it is handed out and what is forgotten"


def test_every_model_with_a_way_to_a_student_says_what_is_handed_out_or_why_not() -> None:
    assert [label for label, row in TABLE.items() if not row.shown and not row.why_not and label != AUDIT] == []
    assert [label for label, row in TABLE.items() if not row.to and row.shown] == []


AUDIT = "campus_accounts.AuditEntry"


@pytest.mark.parametrize("label", [label for label, row in TABLE.items() if row.to])
def test_every_model_says_what_of_it_is_forgotten_or_why_it_stays(label: str) -> None:
    row = TABLE[label]
    assert row.blank or row.deleted or row.stays, "say what is forgotten"
    assert set(row.blank) <= set(fields(label))


@pytest.mark.parametrize("label", [label for label, row in TABLE.items() if row.shown])
def test_what_is_handed_out_is_there_and_is_no_key_and_nobody_elses_name(label: str) -> None:
    shown = set(TABLE[label].shown)
    assert shown <= set(fields(label))
    assert not shown & KEYS
    assert not shown & to_people(label)


def test_a_model_that_stands_in_no_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE, "campus_grades.Excuse")
    assert held.unlisted() == ["campus_grades.Excuse"]
