"""Documents of proof: which are taken, storing and opening them, and their end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from chainrule.campus.site.absences import desk, sealing
from chainrule.campus.site.absences.models import AbsenceDocument, AbsenceReport
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.syllabus.absences import Act, Impossible, Person, documents_until

LARGEST = 5_000_000  # bytes
MOST = 3  # documents of one report
Kind = AbsenceDocument.Kind


def kept_until() -> datetime:
    """When documents are deleted."""
    return documents_until(course())


def kind_of(content: bytes) -> AbsenceDocument.Kind:
    """What a document is, by its content; its name says nothing. Raises `Impossible`."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Kind.PDF
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content:
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content:
        return Kind.PNG
    raise Impossible("This is no PDF, JPEG or PNG, or not a whole one. Save it as one of these, then send it again.")


def of(report: AbsenceReport) -> list[AbsenceDocument]:
    """The documents of a report, without their content."""
    return list(report.documents.defer("sealed"))


def send(report: AbsenceReport, who: User, upload: UploadedFile, now: datetime) -> None:
    """Store a document that the student sent, and say in the report that it came. Raises `Impossible`."""
    if (upload.size or 0) > LARGEST:
        raise Impossible(f"The file has {upload.size:,} bytes, and at most {LARGEST:,} are taken. Send a smaller one.")
    if now >= kept_until():
        raise Impossible("The term is over, and no document is taken any more. Show it to your academic advisor.")
    content = upload.read()
    kind = kind_of(content)

    def store() -> None:
        last = report.documents.order_by("number").values_list("number", flat=True).last() or 0
        if last >= MOST:
            raise Impossible(f"This report has {MOST} documents already. Show the others to your academic advisor.")
        try:
            sealed = sealing.seal(content, about(report, last + 1), is_first=not AbsenceDocument.objects.exists())
        except sealing.Locked as locked:
            raise Impossible(f"The site cannot encrypt it now, so it was not kept: {locked}") from locked
        AbsenceDocument.objects.create(
            report=report, number=last + 1, kind=kind, size=len(content), sealed=sealed, at=now
        )  # fmt: skip

    desk.act(report.pk, Act.ADD, Person.STUDENT, who, "sent a document of proof", store)


def about(report: AbsenceReport, number: int) -> str:
    """What is encrypted with a document, so that none can be put in another one's place."""
    return f"report {report.pk}, document {number}"


def look(document: AbsenceDocument, who: User) -> bytes:
    """The document for the advisor, with an entry in the audit log. Raises `sealing.Locked`."""
    content = sealing.opened(bytes(document.sealed), about(document.report, document.number))
    report = document.report
    audit.record(
        who, "absences.look", str(document), about=report.student, report=report.pk, document=document.number
    )  # fmt: skip
    return content


def withdrawn(report: AbsenceReport) -> None:
    """The report was withdrawn: so are its documents."""
    delete([report], "withdrawn")


def after_the_term(now: datetime) -> int:
    """Delete all documents once their time is over; how many there were."""
    if now < kept_until():
        return 0
    return delete(AbsenceReport.objects.filter(documents__isnull=False).distinct().select_related("student"), "term")


def delete(reports: Iterable[AbsenceReport], why: str) -> int:
    """Delete the documents of these reports, each with an entry in the audit log; how many there were."""
    gone = 0
    for report in reports:
        with transaction.atomic():
            count, _ = AbsenceDocument.objects.filter(report=report).delete()
            if count:
                audit.record(
                    None, "absences.document_deleted", str(report), about=report.student,
                    report=report.pk, documents=count, why=why,
                )  # fmt: skip
        gone += count
    return gone
