"""The proof of a course: lectures run, labs catch what they must, questions have the keys that running them gives.

Who calls it: `chainrule verify` and the tests. It must not know the site: what is proven is the files.

`verify` tries everything that there is and goes on after a failure; what was proven and has not changed is not run
again. How one lab is proven is in `labs.proof`, how a question is in `questions.proof`; what every kind of question may
claim is beside the kind.
"""

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
