"""What operators read about documents of proof: how many there are, until when, and whether their keys are there."""

from django.template.defaultfilters import pluralize

from chainrule.campus.site.absences import proofs, sealing
from chainrule.campus.site.absences.models import AbsenceDocument
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.course import course


def lines() -> list[Line]:
    """One line; nothing where the course keeps no documents and none is left."""
    count = AbsenceDocument.objects.count()
    if not count:
        return [Line("Documents of proof", "taken; none is there yet")] if course().keep_documents else []
    until = proofs.kept_until()
    words = f"{count} document{pluralize(count)}, encrypted, deleted on {until.day} {until:%B %Y}"
    last = AbsenceDocument.objects.select_related("report").latest("at")
    try:
        sealing.opened(bytes(last.sealed), proofs.about(last.report, last.number))
    except sealing.Locked as locked:
        return [Line("Documents of proof", words, ok=False, fix=f"the latest cannot be opened: {locked}")]
    return [Line("Documents of proof", words)]
