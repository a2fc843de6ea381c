"""`chainrule manage roster`: it says what a list would change, and changes it when it is told to."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from chainrule.campus.site.accounts.models import AuditEntry, User


@pytest.fixture
def roster(tmp_path: Path) -> Any:
    def run(text: str, **options: Any) -> str:
        path, out = tmp_path / "class.csv", StringIO()
        path.write_text(text, encoding="utf-8")
        call_command("roster", path, stdout=out, **options)
        return out.getvalue()

    return run


def test_it_says_what_would_change_and_changes_nothing(roster: Any, sona: User, emre: User) -> None:
    said = roster("email,name,section\nnew@example.edu,New,A\nsona@example.edu,Sona Aliyeva,B\n")
    assert "New: 1\n  New <new@example.edu>" in said
    assert "Changed: 1\n  Sona Aliyeva <sona@example.edu>: section none -> B" in said
    assert "In the course and not in the list: 1\n  Emre" in said
    assert not AuditEntry.objects.exists()


def test_it_applies_drops_and_invites(roster: Any, sona: User, emre: User) -> None:
    text = "email,name,section\nnew@example.edu,New,A\nsona@example.edu,Sona Aliyeva,B\n"
    said = roster(text, apply=True, drop=True, invite=True, address="https://course.example.edu/")
    assert "Done: 1 added, 1 changed, 1 dropped." in said
    assert "1 invitations sent." in said
    assert "https://course.example.edu/invitation/" in mail.outbox[0].body
    emre.refresh_from_db()
    assert not emre.is_active
    assert {entry.who for entry in AuditEntry.objects.all()} == {None}
    assert "New: 0" in roster(text)


def test_without_drop_nobody_is_dropped(roster: Any, emre: User) -> None:
    roster("email,name\nnew@example.edu,New\n", apply=True)
    emre.refresh_from_db()
    assert emre.is_active


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("email,name\nnobody,New\n", {}, "line 2, email"),
        ("email,name\na@example.edu,A\n", {"drop": True}, "need --apply"),
        ("email,name\na@example.edu,A\n", {"apply": True, "invite": True}, "needs the site's address"),
        ("email,name\na@example.edu,A\n", {"apply": True, "invite": True, "address": "host"}, "the site's address"),
        ("email,name,student_id\nsona@example.edu,Zoe,9\n", {"apply": True}, "1 conflicts; nothing is changed"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_changed(
    roster: Any, sona: User, settings: Any, text: str, options: dict[str, Any], words: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    User.objects.filter(pk=sona.pk).update(student_id="0047")
    with pytest.raises(CommandError, match=words):
        roster(text, **options)
    assert User.objects.count() == 1


def test_a_file_that_is_not_there_is_told(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing is changed"):
        call_command("roster", tmp_path / "none.csv", stdout=StringIO())
