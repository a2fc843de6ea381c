"""Labs: starters from the library's source, checks against another process, planted mistakes that prove the checks.

Who calls it: the command line on a laptop, the site's `labs` app on a server, `questions.isolated`, the proof. It must
not know Django, a student's name, or where it runs: the `Launcher` of `student_process` is the one thing that differs
between a laptop (`PlainLauncher`: a subprocess, not isolated) and a server (`sandbox`).

The way of a file: `run` sends it to a process (`student_process` on this side; `box.py` with `wire.py`, on the standard
library alone, on that side), each check of the course works with the `student` object, `compare` judges what came back,
`messages` puts it in words, and the `Verdict` has it all. The checker never runs in the student's process: JSON and
`.npy` (`allow_pickle=False`) come back; objects live there and are reached by handle. Operations are written down and
sent together when a value is read; a failed check shows them as a short program (`trace`). Nothing that a student's
code does raises here: `NoVerdict` (`CannotStart`, `BrokenCheck`) says that nothing can be said about the file.
`proof.prove_lab` demands that nothing written fails every check, that the library passes with several seeds, and that
each of at least five mutants loads and fails the check that it names with the message that it names. A lab's folder
holds `lab.toml` (`title`, `minutes`, `builds`, under `[hints]` three sentences for each name), `checks.py` (see
`check`, `inputs`, `student`) and `mutants.py`.
"""

from chainrule.labs import oracle
from chainrule.labs.check import Check, Mutant, check, mutant
from chainrule.labs.inputs import Draw
from chainrule.labs.lab import Lab, load_lab, load_labs, solution, starter
from chainrule.labs.proof import Proof, prove_lab
from chainrule.labs.run import BrokenCheck, Result, Run, Verdict, run_checks
from chainrule.labs.student import Student
from chainrule.labs.student_process import CannotStart, Launcher, Limits, NoVerdict, PlainLauncher

__all__ = [
    "BrokenCheck",
    "CannotStart",
    "Check",
    "Draw",
    "Lab",
    "Launcher",
    "Limits",
    "Mutant",
    "NoVerdict",
    "PlainLauncher",
    "Proof",
    "Result",
    "Run",
    "Student",
    "Verdict",
    "check",
    "load_lab",
    "load_labs",
    "mutant",
    "oracle",
    "prove_lab",
    "run_checks",
    "solution",
    "starter",
]
