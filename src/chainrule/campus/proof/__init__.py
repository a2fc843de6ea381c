"""The proof of a course: lectures run, labs catch what they must, questions have the keys that running them gives."""

from chainrule.campus.proof.report import LabCount, Report
from chainrule.campus.proof.show import show
from chainrule.campus.proof.verify import PARTS, PartName, verify

__all__ = ["PARTS", "LabCount", "PartName", "Report", "show", "verify"]
