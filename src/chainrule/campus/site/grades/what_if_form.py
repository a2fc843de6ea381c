"""The what-if form, read from the address: what the student imagines, and what they want to reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from chainrule.campus.site import inputs
from chainrule.campus.site.course import course
from chainrule.campus.syllabus import Assessment, Record, Scores, imagined_proposal, imagined_score
from chainrule.campus.syllabus.imagining import VERDICTS
from chainrule.campus.syllabus.needed import OTHERS, Others

ON, TARGET, REST = "need_on", "need_for", "need_others"  # no id of an assessment has an underscore
ENDS = {
    "pass": "passes",
    "pass-later": "passes after a rejection",
    "revise": "has to be changed",
    "reject": "is rejected",
}
NO_PERCENT = "Enter a percentage from 0 to 100."
LONGEST = 12


@dataclass(frozen=True)
class Field:
    """One assessment of the form: what was typed for it, and what was wrong with that."""

    assessment: Assessment
    value: str
    error: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """How it can end, where it is decided by verdicts."""
        return list(ENDS.items()) if self.assessment.kind == "proposal" else []


@dataclass(frozen=True)
class Asked:
    """All that the address holds. `records` are the imagined ones, by assessment."""

    fields: list[Field]
    records: dict[str, Record] = field(default_factory=dict)
    on: str = ""
    target: str = ""
    target_error: str = ""
    others: Others = "nothing"

    def address(self, without: str = "") -> str:
        """What follows the page's address: all that was typed, but for one assessment."""
        typed = {one.assessment.id: one.value for one in self.fields if one.value}
        asks = self.target or course().letters
        wanted = {ON: self.on, TARGET: self.target, REST: self.others} if asks else {}
        return urlencode({name: value for name, value in {**typed, **wanted}.items() if value and name != without})


def read(given: inputs.Given, scores: Scores, now: datetime) -> Asked:
    """The form as it was sent. A field that makes no sense says so, and nothing is imagined by it."""
    fields, imagined = [], dict[str, Record]()
    graded = sorted((a for a in course().assessments if a.kind != "teams"), key=lambda a: (a.date, a.id))
    for assessment in graded:
        typed, record, error = given.raw(assessment.id).strip()[:LONGEST], None, ""
        if typed and assessment.kind == "proposal":
            record = imagined_proposal(course(), scores, assessment.id, typed, now) if typed in VERDICTS else None
            error = "" if record else "Choose one of the ways in which it can end."
        elif typed:
            percent = _percent(typed)
            if percent is None:
                error = NO_PERCENT
            else:
                typed = f"{percent:.10g}"
                record = imagined_score(course(), scores, assessment.id, percent, now)
        if record is not None:
            imagined[assessment.id] = record
        fields.append(Field(assessment, typed, error))
    target = given.raw(TARGET).strip()[:LONGEST]
    wrong = NO_PERCENT if target and _percent(target) is None else ""
    others: Others = next((one for one in OTHERS if one == given.raw(REST)), "nothing")
    return Asked(fields, imagined, given.raw(ON)[:41], target, wrong, others)


def _percent(typed: str) -> float | None:
    try:
        return inputs.number(typed, 0, 100)
    except inputs.BadInput:
        return None
