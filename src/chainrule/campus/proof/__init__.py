"""The proof of a course: lectures run, labs catch what they must, questions have the keys that running them gives."""

from chainrule.campus.proof.pieces import CannotProve
from chainrule.campus.proof.progress import shown_on
from chainrule.campus.proof.report import LabCount, Report, Unproven
from chainrule.campus.proof.show import show
from chainrule.campus.proof.verify import PARTS, NoSuchClass, PartName, verify

__all__ = [
    "PARTS",
    "CannotProve",
    "LabCount",
    "NoSuchClass",
    "PartName",
    "Report",
    "Unproven",
    "show",
    "shown_on",
    "verify",
]
