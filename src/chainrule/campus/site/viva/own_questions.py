"""What this room has ready for a paper: see `core.parts`."""

from __future__ import annotations

from chainrule.campus.questions import Variant
from chainrule.campus.questions.own_code import with_file
from chainrule.campus.questions.viva.asking import fenced
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs import grading
from chainrule.campus.site.viva import desk
from chainrule.campus.site.viva.models import Made


def ready(student: User, paper: str, round_: int) -> list[Variant]:
    """The questions about a student's file that are made for this sitting of a paper, with the file; else none."""
    made = Made.objects.filter(submission__student=student, paper=paper, round=round_, state=Made.State.DONE)
    found = made.select_related("submission").first()
    lab = grading.labs().get(found.submission.lab) if found else None
    if found is None or lab is None:
        return []
    shown = fenced(found.submission.source)
    return [with_file(one.variant, shown, lab.file_name) for one in desk.questions(found).values()]
