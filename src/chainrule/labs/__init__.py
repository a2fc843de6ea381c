"""Labs: starters from the library's source, checks against another process, planted mistakes that prove the checks."""

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
