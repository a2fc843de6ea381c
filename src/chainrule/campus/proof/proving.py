"""What runs in the process of one piece of a proof: a script that reads the piece and writes down its outcome."""

import os
import pickle
import sys
import traceback
from pathlib import Path

from chainrule.campus.proof.labs import prove_lab_checks, prove_mutants, read_lab
from chainrule.campus.proof.lectures import prove_lecture
from chainrule.campus.proof.pieces import Interpreters, Outcome, Piece
from chainrule.campus.proof.questions import prove_question
from chainrule.campus.syllabus import Course, load_course
from chainrule.course import CourseError
from chainrule.labs import NoVerdict


def prove(piece: Piece, interpreters: Interpreters) -> Outcome:
    """The outcome of a piece."""
    if piece.kind == "lecture":
        return prove_lecture(piece.folder, course_in(piece.course), interpreters.lectures)
    if piece.kind == "question":
        at = interpreters
        of = course_in(piece.course)
        return prove_question(piece.path, piece.number, of, at.questions, at.questions_elsewhere)
    if piece.kind == "mutants":
        return prove_mutants(piece.course, piece.number, piece.mutants, interpreters.box)
    if piece.kind == "checks":
        return prove_lab_checks(piece.course, piece.number, interpreters.box)
    return read_lab(piece.course, piece.number)


def course_in(folder: Path) -> Course | None:
    """The course, or None where course.toml is wrong, which is told elsewhere."""
    try:
        return load_course(folder)
    except CourseError:
        return None


def main() -> None:
    """Read the piece, do it, write the outcome; what is no fault of the course's is written as a text."""
    piece, interpreters = pickle.loads(Path(sys.argv[1]).read_bytes())
    outcome: Outcome | str
    try:
        outcome = prove(piece, interpreters)
    except NoVerdict as nothing_known:
        outcome = str(nothing_known)
    except Exception:
        outcome = traceback.format_exc()
    unfinished = Path(f"{sys.argv[2]}.new")
    unfinished.write_bytes(pickle.dumps(outcome))
    unfinished.replace(sys.argv[2])
    sys.stdout.flush()
    os._exit(0)  # threads that the course's code left running have no say


if __name__ == "__main__":
    main()
