"""Questions of a paper about the student's own code: whose places they take, and what stands there if there are none.

They are made of the student's file before the paper is drawn (`questions.viva`), and take the places of code questions
of the bank, with their points. Pure.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chainrule.campus.questions.frozen import name_of
from chainrule.campus.questions.papers import Counted, Item, Paper
from chainrule.campus.questions.question import OWN_CODE, SEEDS, Question, once
from chainrule.campus.questions.variant import Variant
from chainrule.chance import Draw
from chainrule.course import CourseError

OWN = re.compile(rf"\d\d/{OWN_CODE}\d+")
LONGEST_FILE = 20_000  # characters of a file that are shown with a question about it


def is_own(question: str) -> bool:
    """Whether an item of a paper is a question about the student's own code: the bank has none of its name."""
    return OWN.fullmatch(question) is not None


def check_class(bank: Mapping[str, Counted], lab: int, count: int, paper: str) -> None:
    """Raise `CourseError` where the bank cannot stand in for so many questions about the code of a lab."""
    there = sum(question.group == "code" and question.class_number == lab for question in bank.values())
    if there < count:
        what = (
            f"{count} bank questions of class {lab} stand in where the lab is not passed, the bank has {there} on code"
        )
        fix = 'write more code questions of that class, ask for fewer, or say not_passed = "any-class"'
        raise CourseError(f"course.toml ({paper})", what, fix)


def places(paper: Paper, bank: Mapping[str, Question], lab: int, count: int) -> list[int]:
    """The numbers of the code questions that make way: those of the lab's class first."""
    code = [item for item in paper.items if bank[item.question].group == "code"]
    ranked = sorted(code, key=lambda item: bank[item.question].class_number != lab)
    return sorted(item.number for item in ranked[:count])


def of_class(paper: Paper, bank: Mapping[str, Question], lab: int, count: int, secret: bytes) -> Paper:
    """The paper with bank questions of the lab's class at these places: for the same secret and student the same."""
    key = hmac.new(secret, f"{paper.id}\0{paper.student}\0own code".encode(), hashlib.sha256).digest()
    draw, items = Draw(key, "questions"), {item.number: item for item in paper.items}
    for number in places(paper, bank, lab, count):
        item = items[number]
        if bank[item.question].class_number == lab:
            continue
        there = {one.question for one in items.values()}
        ideas = {bank[id].idea for id in there - {item.question}} - {""}
        left = [q for q in bank.values() if (q.group, q.class_number) == ("code", lab) and q.id not in there]
        if left:
            fresh = [question for question in left if question.idea not in ideas]
            items[number] = asked(item, draw.choice(fresh or left), key)
    return replace(paper, items=tuple(items.values()))


def asked(item: Item, question: Question, key: bytes) -> Item:
    """The item with another question, in a variant that is drawn as a paper's are."""
    variant = once(question, Draw(key, "variant", question.id).integer(0, SEEDS - 1))
    return replace(
        item, question=question.id, seed=variant.seed, fingerprint=variant.fingerprint, frozen=name_of(variant)
    )


def with_own(paper: Paper, numbers: Sequence[int], lab: int, own: Sequence[Variant]) -> Paper:
    """The paper with questions about the student's file at these places, as far as there are any."""
    items = {item.number: item for item in paper.items}
    for count, (number, variant) in enumerate(zip(numbers, own, strict=False), 1):
        items[number] = replace(
            items[number],
            question=f"{lab:02}/{OWN_CODE}{count}",
            seed=variant.seed,
            fingerprint=variant.fingerprint,
            frozen=name_of(variant),
        )
    return replace(paper, items=tuple(items.values()))


def with_file(variant: Any, shown: str, file: str) -> Any:
    """A question with the file that it is about, as a block of Markdown; without it where that is long."""
    if len(shown) > LONGEST_FILE:
        return variant
    return replace(variant, stem=f"{variant.stem}\n\nYour file `{file}`, as you handed it in:\n\n{shown}")
