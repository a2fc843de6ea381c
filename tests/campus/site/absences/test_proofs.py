"""Documents of proof: off by default; else encrypted, for the advisor alone, each look on record, deleted in time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.absences import desk, health, housekeeping, proofs, sealing
from chainrule.campus.site.absences.models import AbsenceDocument, AbsenceReport
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.course import course, looked_at
from chainrule.campus.site.records_out import forgetting
from chainrule.campus.site.safekeeping import copying
from chainrule.campus.syllabus.absences import Act, Impossible, Person, State, documents_until

BrowserOf = Callable[[User | None], Client]
PDF = b"%PDF-1.7\n1 0 obj\nfever, 39 degrees\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0 a photo \xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a scan IEND\xaeB`\x82"


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENT_KEYS = tmp_path / "document_keys"
    return tmp_path / "document_keys"


@pytest.fixture
def kept(keys: Path) -> Iterator[None]:
    """The course keeps documents."""
    with looked_at(replace(course(), keep_documents=True)):
        yield


@pytest.fixture
def report(student: User, at: Callable[[str], None]) -> AbsenceReport:
    at("2026-02-04T10:00")
    return AbsenceReport.objects.create(
        student=student, assessment="quiz-1", first_day="2026-02-03", last_day="2026-02-04", text="I have a fever."
    )


def send(browser: Client, report: AbsenceReport, content: bytes = PDF, name: str = "fever.pdf") -> Any:
    return browser.post(f"/absences/{report.pk}/document/", {"file": SimpleUploadedFile(name, content)})


def look(browser: Client, report: AbsenceReport, number: int = 1) -> Any:
    return browser.get(f"/excuses/reports/{report.pk}/documents/{number}/")


def test_by_default_no_field_is_there_and_the_address_refuses(
    report: AbsenceReport, student: User, client_of: BrowserOf, keys: Path
) -> None:
    assert not course().keep_documents
    browser = client_of(student)
    assert 'type="file"' not in browser.get(f"/absences/{report.pk}/").text
    assert "This site keeps no documents" in browser.get("/absences/").text
    assert send(browser, report).status_code == 404
    assert not AbsenceDocument.objects.exists()
    assert not keys.exists()
    assert not health.lines()


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (JPEG, "jpeg"), (PNG, "png")])
def test_the_advisor_gets_what_the_student_sent_and_it_lies_encrypted(
    content: bytes, kind: str, kept: None, report: AbsenceReport, student: User, advisor: User, client_of: BrowserOf
) -> None:
    assert send(client_of(student), report, content, "my diagnosis.exe").status_code == 302
    row = AbsenceDocument.objects.get()
    assert (row.kind, row.size) == (kind, len(content))
    assert content not in bytes(row.sealed)
    assert b"diagnosis" not in bytes(row.sealed)
    assert f"/excuses/reports/{report.pk}/documents/1/" in client_of(advisor).get(f"/excuses/reports/{report.pk}/").text
    answer = look(client_of(advisor), report)
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="proof-{report.pk}-1.{kind}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_nobody_but_an_advisor_opens_it(
    kept: None, report: AbsenceReport, make_user: Callable[..., User], student: User, client_of: BrowserOf
) -> None:
    send(client_of(student), report)
    for role in ("student", "assistant", "instructor"):
        browser = client_of(make_user(role))
        assert look(browser, report).status_code == 403
        if role != "student":
            assert "/documents/1/" not in browser.get(f"/excuses/reports/{report.pk}/").text
    assert look(client_of(student), report).status_code == 403
    assert look(client_of(None), report).status_code == 302
    assert not AuditEntry.objects.filter(action="absences.look").exists()


def test_each_look_is_on_record(
    kept: None, report: AbsenceReport, student: User, advisor: User, client_of: BrowserOf
) -> None:
    send(client_of(student), report)
    for _ in range(2):
        look(client_of(advisor), report)
    entries = AuditEntry.objects.filter(action="absences.look")
    assert [(one.who, one.subject_of, one.details["document"]) for one in entries] == [(advisor, student, 1)] * 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html><script>alert(1)</script></html>", "no PDF, JPEG or PNG"),
        (PDF.replace(b"%%EOF", b""), "not a whole one"),
        (b"MZ\x90" + PDF, "no PDF, JPEG or PNG"),
        (b"\xff\xd8\xff cut off", "not a whole one"),
        (PNG[:16], "not a whole one"),
        (PDF[:8] + b"\0" * proofs.LARGEST + PDF[8:], "at most 5,000,000 are taken"),
    ],
)
def test_what_is_something_else_or_too_large_is_refused(
    content: bytes, why: str, kept: None, report: AbsenceReport, student: User, client_of: BrowserOf
) -> None:
    answer = send(client_of(student), report, content)
    assert answer.status_code == 422
    assert why in answer.text
    assert not AbsenceDocument.objects.exists()
    assert not report.steps.exists()


def test_only_ones_own_open_report_takes_documents_and_three_at_most(
    kept: None,
    report: AbsenceReport,
    student: User,
    make_user: Callable[..., User],
    advisor: User,
    client_of: BrowserOf,
) -> None:
    browser = client_of(student)
    assert send(client_of(make_user("student")), report).status_code == 404
    assert [send(browser, report).status_code for _ in range(4)] == [302, 302, 302, 422]
    assert [one.number for one in AbsenceDocument.objects.all()] == [1, 2, 3]
    assert browser.post(f"/absences/{report.pk}/document/").status_code == 422
    desk.verify(report, Act.SEE, advisor, "certificate 114")
    refused = send(browser, report)
    assert refused.status_code == 422
    assert "has seen the proof already" in refused.text


def test_it_answers_an_advisor_who_asked_for_more(
    kept: None, report: AbsenceReport, student: User, advisor: User, client_of: BrowserOf
) -> None:
    desk.verify(report, Act.ASK, advisor, "The letter has no date.")
    send(client_of(student), report)
    assert desk.case_of(report).state is State.WAITING


def test_withdrawing_the_report_deletes_it(
    kept: None, report: AbsenceReport, student: User, advisor: User, client_of: BrowserOf
) -> None:
    send(client_of(student), report)
    client_of(student).post(f"/absences/{report.pk}/withdraw/")
    assert not AbsenceDocument.objects.exists()
    assert AuditEntry.objects.get(action="absences.document_deleted").details["why"] == "withdrawn"
    assert look(client_of(advisor), report).status_code == 404


def test_after_the_term_all_are_deleted(kept: None, report: AbsenceReport, student: User, at: Any) -> None:
    proofs.send(report, student, SimpleUploadedFile("a.pdf", PDF), clock.now())
    assert f"{documents_until(course()):%Y-%m-%d %H:%M}" == "2026-05-26 00:00"  # the final is on 12 May
    at("2026-05-25T23:59")
    housekeeping.tick(clock.now())
    assert AbsenceDocument.objects.count() == 1
    at("2026-05-26T00:00")
    housekeeping.tick(clock.now())
    housekeeping.tick(clock.now())
    assert not AbsenceDocument.objects.exists()
    assert AuditEntry.objects.filter(action="absences.document_deleted").count() == 1
    with pytest.raises(Impossible, match="The term is over"):
        proofs.send(report, student, SimpleUploadedFile("a.pdf", PDF), clock.now())


def test_whoever_is_forgotten_has_no_document_left(kept: None, report: AbsenceReport, student: User) -> None:
    proofs.send(report, student, SimpleUploadedFile("a.pdf", PDF), clock.now())
    forgetting.forget([student], apply=True)
    assert not AbsenceDocument.objects.exists()


class TestKeys:
    @pytest.fixture
    def sent(self, kept: None, report: AbsenceReport, student: User) -> AbsenceDocument:
        proofs.send(report, student, SimpleUploadedFile("a.pdf", PDF), clock.now())
        return AbsenceDocument.objects.get()

    def test_the_file_is_its_owners_alone_and_in_no_backup(
        self, sent: AbsenceDocument, keys: Path, settings: Any, tmp_path: Path
    ) -> None:
        assert keys.stat().st_mode & 0o777 == 0o600
        (tmp_path / "kept").write_text("a file of the site")
        assert [name for name, _ in copying.own_files(tmp_path)] == ["kept"]

    def test_a_new_key_in_front_closes_the_next_and_the_old_one_opens_the_last(
        self, sent: AbsenceDocument, keys: Path, student: User
    ) -> None:
        old, new = keys.read_text().strip(), Fernet.generate_key().decode()
        keys.write_text(f"{new}\n{old}\n")
        proofs.send(sent.report, student, SimpleUploadedFile("b.jpg", JPEG), clock.now())
        first, second = AbsenceDocument.objects.order_by("number")
        assert Fernet(new).decrypt(bytes(second.sealed)).endswith(JPEG)
        assert sealing.opened(bytes(first.sealed), proofs.about(first.report, 1)) == PDF
        keys.write_text(new)
        with pytest.raises(sealing.Locked, match="no key"):
            sealing.opened(bytes(first.sealed), proofs.about(first.report, 1))

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            (None, "the keys are not in"),
            ("nonsense", "a line that is no key"),
            ("", "or none at all"),
            ("new", "no key"),
        ],
    )
    def test_a_lost_or_wrong_key_is_said_and_loses_nothing_else(
        self, sent: AbsenceDocument, keys: Path, text: str | None, why: str, advisor: User, client_of: BrowserOf
    ) -> None:
        if text is None:
            keys.unlink()
        else:
            keys.write_text(Fernet.generate_key().decode() if text == "new" else text)
        browser = client_of(advisor)
        answer = browser.get(f"/excuses/reports/{sent.report.pk}/documents/1/", follow=True)
        assert "The document cannot be opened" in answer.text
        assert why in answer.text
        assert not AuditEntry.objects.filter(action="absences.look").exists()
        line = health.lines()[0]
        assert not line.ok
        assert why in line.fix
        desk.verify(sent.report, Act.SEE, advisor, "certificate 114")
        assert AbsenceDocument.objects.count() == 1

    def test_no_new_key_is_made_while_documents_are_there(
        self, sent: AbsenceDocument, keys: Path, student: User, client_of: BrowserOf
    ) -> None:
        keys.unlink()
        answer = send(client_of(student), sent.report)
        assert answer.status_code == 422
        assert "it was not kept" in answer.text
        assert not keys.exists()

    def test_a_document_in_anothers_place_is_refused(self, sent: AbsenceDocument) -> None:
        with pytest.raises(sealing.Locked, match="changed by hand"):
            sealing.opened(bytes(sent.sealed), proofs.about(sent.report, 2))

    def test_the_health_page_counts_them(self, sent: AbsenceDocument) -> None:
        assert health.lines()[0].value == "1 document, encrypted, deleted on 26 May 2026"
        assert health.lines()[0].ok


def test_a_report_without_the_setting_still_shows_what_was_sent_before(
    report: AbsenceReport, student: User, advisor: User, keys: Path, client_of: BrowserOf
) -> None:
    """Who turns the setting off stops new documents; those that are there stay readable, and are deleted in time."""
    with looked_at(replace(course(), keep_documents=True)):
        send(client_of(student), report)
    assert look(client_of(advisor), report).content == PDF
    assert desk.case_of(report).possible(Person.STUDENT)
