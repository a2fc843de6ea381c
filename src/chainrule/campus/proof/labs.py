"""Proving labs. A lab that was proven is not proven again until it, or the library, changes."""

import hashlib
from pathlib import Path

from chainrule.campus.lectures.cache import Kept, library_hash
from chainrule.campus.proof.report import LabCount
from chainrule.course import CourseError
from chainrule.labs import load_lab, prove_lab


def prove_lab_of(course: Path, folder: Path, number: int, cache: Path | None) -> tuple[LabCount, list[CourseError]]:
    """The mutants of the lab in `folder`, how many of them are caught, and what is wrong."""
    try:
        lab = load_lab(course, number)
    except CourseError as error:
        return LabCount(0, 0), [error]
    kept = Kept(cache, lab_hash(folder)) if cache else None
    if kept and isinstance(count := kept.read(), list):
        return LabCount(*count), []
    proof = prove_lab(lab)
    if kept and not proof.errors:
        kept.write([proof.mutants, proof.caught])
    return LabCount(proof.mutants, proof.caught), list(proof.errors)


def lab_hash(folder: Path) -> str:
    """A hash of the lab's files, of the library that is its solution, and of the code that checks."""
    digest = hashlib.sha256(library_hash().encode())
    for path in sorted([folder / "lab.toml", *folder.glob("*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
