"""What must not reach a student before release, and looking for it in all that the server sends, packed files too."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

from chainrule.campus.questions import CompleteCode, FindError, MultipleChoice, PredictOutput, ShortAnswer, Variant
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers.models import Attempt
from chainrule.course import find_course

SAMPLES = {"int": "1", "id": "1", "class": "03", "uuid": "00000000-0000-4000-8000-000000000000"}
AS = ({}, {"Accept": "application/json"}, {"HX-Request": "true"})  # a page, JSON, a part of a page


def addresses(attempt: Attempt, questions: int = 3) -> list[str]:
    """Every address of the site, filled with this attempt, its paper and the questions on it."""
    routes: list[str] = []

    def walk(prefix: str, patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(route, pattern.url_patterns)
            elif not route.startswith("lectures/"):  # they know no papers, and running their code takes seconds
                routes.append(route)

    def filled(route: str, question: str) -> str:
        number, name = question.split("/")
        own = {"attempt": str(attempt.pk), "student": str(attempt.student_id), "number": number}
        known = SAMPLES | {"int": str(attempt.pk), "paper": "quiz-1", "name": name} | own
        return re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: known.get(m[2]) or known.get(m[1] or "") or "quiz-1", route)

    walk("", get_resolver().url_patterns)
    return sorted({"/" + filled(route, i.question) for route in routes for i in attempt.questions.items[:questions]})


def questions_seen(attempt: Attempt) -> str:
    """What the student may read of the questions drawn for them: a stem may speak of 7 of 10 points, as its story."""
    return json.dumps([a.questions.for_student(bank()) for a in attempt.student.attempts.all()])


@cache
def lectures() -> str:
    """The text of all lectures, which everybody reads: a line of code that stands there is no secret as a fill."""
    return "\n".join(page.read_text(encoding="utf-8") for page in sorted(find_course().glob("lectures/*/lecture.md")))


def kept_back(variant: Variant) -> set[str]:
    """Texts that only key and feedback hold: reasons, model answers, rubrics, hidden tests, right fills."""
    if isinstance(variant, MultipleChoice):
        return {option.because for option in variant.options}
    if isinstance(variant, FindError):
        return {variant.test} | {edit.because for edit in variant.edits}
    if isinstance(variant, ShortAnswer):
        return {variant.model} | {c.counts for c in variant.rubric} | {e.text for e in variant.examples}
    if isinstance(variant, CompleteCode):
        right = {fill.text for fill in variant.fills if fill.is_right and fill.text not in lectures()}
        return {variant.test} | {fill.because for fill in variant.fills} | right
    assert isinstance(variant, PredictOutput)
    return {variant.because, variant.key_given} | {option.because for option in variant.wrong}


def secrets_of(attempt: Attempt) -> set[str]:
    """What of this attempt's questions a student does not see before release, the names of their files too."""
    asked = questions_seen(attempt)
    names = {item.question[3:] for item in attempt.questions.items}
    found = {name for name in names if name not in asked}  # a function in a question's code may be called like its file
    for item in attempt.questions.items:
        found |= kept_back(attempt.questions.variant(bank(), item.number))
    typed = json.dumps([event.answer for event in attempt.events.all()])  # code like the key's, with other brackets
    secrets = {secret for secret in found if len(secret) > 8 and json.dumps(secret)[1:-1] not in asked + typed}
    return secrets - {*shown(typed, secrets)}


def letters(text: str) -> str:
    """What is left of a sentence in whatever form it was rendered: no tags, formulas, signs."""
    return re.sub(r"[^a-z]", "", re.sub(r"<[^>]*>|&\w+;|&#\w+;|\$[^$]*\$|`[^`]*`", "", text).lower())


def shown(body: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that a page holds."""
    plain = letters(body)
    return [s for s in secrets if s in body or (len(letters(s)) > 25 and letters(s) in plain)]


def sent(answer: Any) -> str:
    """All that a response sends: its status, each header, and its body, unpacked where it is packed."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    cookies = answer.cookies.output()
    return "\n".join([str(answer.status_code), headers, cookies, *texts_in(answer.getvalue())])


def texts_in(content: bytes) -> Iterator[str]:
    """The content as text, and the text of whatever files are packed in it."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name
                yield from texts_in(packed.read(name))
        return
    yield content.decode("utf-8", "replace")


def found_in(answer: Any, address: str, secrets: Iterable[str]) -> list[str]:
    """What a response gives away, each as a line that names the address."""
    said = sent(answer).replace(address, "").replace(quote(address), "")  # pages repeat what was asked for
    return [f"{address}: {secret[:80]!r}" for secret in shown(said, secrets)]
