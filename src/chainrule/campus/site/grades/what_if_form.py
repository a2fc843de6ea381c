"""What-if: numbers for what is still open, read from the address and computed by the same rules as the real grade."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.campus.site import inputs
from chainrule.campus.site.course import course
from chainrule.campus.syllabus import Assessment, Pending, Proposal, Record, Score, Scores, due


@dataclass(frozen=True)
class Field:
    """One input of the what-if form."""

    assessment: Assessment
    value: str
    error: str = ""


def open_items(scores: Scores) -> list[Assessment]:
    """What carries a mark and has none yet."""
    return [a for a in course().assessments if a.kind != "teams" and isinstance(scores.get(a.id), Pending | None)]


def read(asked: inputs.Given, scores: Scores) -> tuple[list[Field], dict[str, Record]]:
    """The form's fields with what was typed, and the records that stand for it. A field that is no percent says so."""
    fields, records = [], dict[str, Record]()
    for assessment in open_items(scores):
        typed = asked.raw(assessment.id).strip()[:12]
        error = ""
        if typed:
            try:
                percent = inputs.number(typed, 0, 100)
            except inputs.BadInput:
                error = "Enter a percentage from 0 to 100."
            else:
                when = due(course(), assessment.id)
                if assessment.kind == "proposal":
                    records[assessment.id] = Proposal(when, ("pass",) if percent else ("revise",))
                else:
                    received = when if assessment.kind == "milestone" else None
                    records[assessment.id] = Score(percent, 100, received=received)
        fields.append(Field(assessment, typed, error))
    return fields, records
