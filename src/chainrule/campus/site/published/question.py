"""A question as its author writes it: one variant, exactly as a student sees it, and what is wrong with the file."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import SuspiciousOperation
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import set_urlconf

from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions import (
    SEEDS,
    Question,
    Runner,
    RunnerDied,
    ShortAnswer,
    default_cache,
    load_question,
    prove,
)
from chainrule.campus.site.course import course, fingerprint, folder
from chainrule.campus.site.published import writing
from chainrule.campus.site.published.preview import CHANGED, NOT_THERE, PROBLEMS, Answer, broken, watched
from chainrule.campus.site.published.reader import Reader
from chainrule.course import CourseError


class QuestionPreview:
    """Answers for one question. It is read again for each page; its code is run only where something changed."""

    def __init__(self, file: Path, number: int, seed: int = 0) -> None:
        self.file, self.number, self.seed = file, number, seed
        self.lock = threading.Lock()
        self.runner = Runner(cache=default_cache())
        self.judged: tuple[int, list[str]] = (0, [])

    def answer(self, path: str) -> Answer:
        """What stands at this address now."""
        asked = urlsplit(path)
        if asked.path == CHANGED:
            return Answer(200, "text/plain", str(fingerprint(folder())).encode())
        with self.lock:
            if asked.path.startswith(PROBLEMS):
                return Answer(200, "application/json", json.dumps(self.problems()).encode())
            set_urlconf(writing.ADDRESSES)
            try:
                return self.page(asked.path, self.seed_in(asked.query))
            except SuspiciousOperation:
                return NOT_THERE
            except (CourseError, RunnerDied) as error:
                return Answer(200, "text/html; charset=utf-8", broken(error, "This question cannot be shown").encode())
            finally:
                set_urlconf(None)

    def seed_in(self, query: str) -> int:
        """The variant that an address asks for; the first one where it names none."""
        asked = parse_qs(query).get("seed", [""])[0]
        return int(asked) if asked.isdecimal() and len(asked) < 10 else self.seed

    def page(self, path: str, seed: int) -> Answer:
        if path.startswith(writing.STATIC):
            found = writing.static(path)
            return Answer(200, found.headers["Content-Type"], found.getvalue()) if found else NOT_THERE
        if path != "/":
            return NOT_THERE
        question = self.read()
        variant = question.variant(seed)
        runs = self.runner.run_cached(variant.author_programs())
        request = RequestFactory().get(path)
        request.user = Reader()  # type: ignore[assignment]
        context = {
            "question": question,
            "seed": seed,
            "next": seed + 1,
            "tried": SEEDS,
            "shown": {**variant.for_student(), "number": 1, "answer": None},
            "item": {"number": 1, "feedback": variant.feedback(None, runs), "state": "preview", "parts": []},
            "guide": variant.for_marker() if isinstance(variant, ShortAnswer) else None,
        }
        html = render(request, "papers/preview.html", context).content.decode()
        return Answer(200, "text/html; charset=utf-8", watched(html).encode())

    def read(self) -> Question:
        """The question as its file is now. Raises `CourseError`."""
        outcomes = {one.number: [o.written for o in one.outcomes] for one in course().classes}
        return load_question(self.file, self.number, outcomes)

    def problems(self) -> list[str]:
        """What is wrong with the question, each with file, line, seed and remedy."""
        state = fingerprint(folder())
        if self.judged[0] != state:
            try:
                errors = prove(self.read(), self.runner, read=rendered).errors
            except CourseError as error:
                errors = (error,)
            except RunnerDied as nothing_known:  # not remembered: the next page asks again
                return [str(nothing_known)]
            self.judged = state, [str(error) for error in errors]
        return self.judged[1]
