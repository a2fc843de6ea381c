"""Every kind of course file is edited, renamed and removed under stored work: pages answer, and marks stay."""

import gc
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chainrule.campus.site import clock, course
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import demo
from chainrule.campus.site.grades import records
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.lectures.models import ReadingPosition
from chainrule.campus.site.papers import attempt_marks, runs, shown
from chainrule.campus.site.papers.models import Attempt

pytestmark = pytest.mark.slow
NOW = datetime(2026, 2, 12, 6, tzinfo=UTC)
ORIGINAL = course.folder()
LECTURE, LAB = "lectures/03-backpropagation-1", "lectures/03-backpropagation-1/lab.toml"
ROLES = ("", "student", "assistant", "instructor", "advisor")
ANSWERS = {200, 204, 302, 400, 401, 403, 404, 405, 422, 503}
Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def demo_class(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo class with its work: labs graded, papers sat, places kept. Undone after this file's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.set_to(NOW):
            assert demo.load(NOW)
            reader = User.objects.get(email="student@example.edu")
            ReadingPosition.objects.update_or_create(
                user=reader, lecture=3, defaults={"section": "one-knob", "fraction": 0.4, "furthest": 0.4}
            )
        yield
        transaction.set_rollback(True)


@pytest.fixture
def edited(
    demo_class: None, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Any, settings: Any
) -> Iterator[Callable[..., None]]:
    """`edited(edit, ...)` serves a copy of the course with these edits, as after a restart of the server."""
    at("2026-02-12T10:00")
    settings.DEMO = True  # the accounts of the demo class sign in nowhere else

    def serve(*edits: Edit) -> None:
        root = tmp_path / "course"
        # Without classes 10 and on, which leave no work of the demo class: each world reads all that is there anew.
        shutil.copytree(ORIGINAL, root, ignore=shutil.ignore_patterns("__pycache__", "[12]?-*"))
        for edit in edits:
            edit(root)
        monkeypatch.setenv("CHAINRULE_COURSE", str(root))
        restart()

    yield serve
    monkeypatch.undo()
    restart()


def restart() -> None:
    """Forget what was made from the course's files, and what was remembered of marks."""
    for shelf in gc.get_objects():
        if type(shelf) is course.Shelf and shelf is not runs.runner:
            shelf._made = {}
    attempt_marks._remembered.clear()
    shown._remembered.clear()


def replaced(file: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text, (file, old)
        (root / file).write_text(text.replace(old, new, 1), "utf-8")

    edit.__name__ = f"{file}: {old[:20]} -> {new[:20]}"
    return edit


def without_hints(name: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / LAB).read_text("utf-8")
        (root / LAB).write_text(re.sub(rf'"{name}" = \[\n.*?\n\]\n', "", text, count=1, flags=re.DOTALL), "utf-8")

    return edit


def renumbered(folder: str, number: int) -> Edit:
    """The folder becomes that of another class, in the place of what that class has."""

    def edit(root: Path) -> None:
        for there in (root / "lectures").glob(f"{number:02}-*"):
            shutil.rmtree(there)
        (root / folder).rename(root / f"lectures/{number:02}-renumbered")

    return edit


def removed(*files: str) -> Edit:
    def edit(root: Path) -> None:
        for file in files:
            path = root / file
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return edit


def every_question(change: Callable[[Path], None]) -> Edit:
    """The same change to the files of all questions: whatever was drawn for the class, it is among them."""

    def edit(root: Path) -> None:
        for path in root.glob("lectures/*/questions/*.py"):
            change(path)

    return edit


def another_option(path: Path) -> None:
    """A distractor, a wrong fill, a wrong edit or a wrong prediction more; another rubric; another program."""
    text = path.read_text("utf-8")
    text = re.sub(r"(\n +)(wrong\()", r'\1wrong("a new one", because="It is new."),\1\2', text, count=1)
    text = text.replace('Criterion("', 'Criterion("Now: ', 1).replace("minutes=2", "minutes=3")
    path.write_text(text.replace("print(", "print('edited', ", 1), "utf-8")


def renamed(path: Path) -> None:
    text = path.read_text("utf-8").replace(f"def {path.stem}(", f"def renamed_{path.stem}(")
    path.with_name(f"renamed_{path.name}").write_text(text, "utf-8")
    path.unlink()


QUIZ = 'id = "quiz-1"\nkind = "quiz"\ntitle = "Quiz 1"'
WORLDS: dict[str, tuple[Edit, ...]] = {
    "questions edited": (every_question(another_option),),
    "questions renamed": (every_question(renamed),),
    "questions removed": (every_question(Path.unlink),),
    "questions broken": (every_question(lambda path: path.write_text("def (:", "utf-8")),),
    "lecture and lab edited": (
        replaced(f"{LECTURE}/lecture.md", "{#one-knob}", "{#a-knob}"),
        replaced(f"{LECTURE}/lecture.md", "loss(2.0, 1.0)                    # -> 4.0", "loss(2.0, 1.0)"),
        replaced(LAB, 'title = "Backpropagation"', 'title = "Backward"'),
        replaced(LAB, '    "chainrule.autograd.value:Value.relu",\n', ""),
        without_hints("Value.relu"),
        lambda root: (root / "revisions.md").write_text(
            "# Revisions\n\n## v0\n\n- None\n\n## v1 (2026-02-10)\n\n- Less\n", "utf-8"
        ),
        replaced("course.toml", 'name = "Kamala Hashimova"', 'name = "Somebody Else"'),
        replaced(f"{LECTURE}/checks.py", "Every operation computes the right number", "Numbers are right"),
        replaced(f"{LECTURE}/mutants.py", "lets negative numbers through", "says something else"),
    ),
    "lab renumbered": (
        renumbered(LECTURE, 7),
        removed("lectures/07-renumbered/questions"),
    ),
    "lab removed": (removed(LAB, f"{LECTURE}/checks.py", f"{LECTURE}/mutants.py"),),
    "checks broken": (lambda root: (root / LECTURE / "checks.py").write_text("def (:", "utf-8"),),
    "a figure is gone": (replaced(f"{LECTURE}/lecture.md", "figure autograd.chain_rule", "figure autograd.no_such"),),
    "a person is gone": (
        replaced(
            "course.toml",
            '[[people]]\nrole = "advisor"\nname = "Kamala Hashimova"\nemail = "khashimova@ada.edu.az"\n'
            'program = "BSIT & BSMATH"\n',
            "",
        ),
    ),
    "classes moved": (
        replaced("course.toml", 'topic = "Gradient Descent / Backpropagation I"', 'topic = "Something Else"'),
        renumbered(LECTURE, 6),
        renumbered("lectures/02-linear-algebra-and-calculus", 3),
    ),
    "lab broken": (lambda root: (root / LAB).write_text("title = ", "utf-8"),),
    "lecture removed": (removed(f"{LECTURE}/lecture.md"),),
    "lecture broken": (replaced(f"{LECTURE}/lecture.md", "---\noutcomes:", "---\noutcomes: [:"),),
    "everything of the lectures removed": (removed("lectures"), lambda root: (root / "lectures").mkdir()),
    "assessment renamed": (replaced("course.toml", QUIZ, QUIZ.replace("quiz-1", "quiz-one")),),
}


def addresses() -> list[str]:
    """Every address of the site, filled with what is stored: attempts, submissions, people, classes with work."""
    attempts = list(Attempt.objects.filter(closed_at__isnull=False).order_by("pk")[:2])
    asked = {item.question for attempt in attempts for item in attempt.questions.items}
    students = list(User.objects.filter(role="student").order_by("pk")[:2])
    handed_in = list(Submission.objects.filter(student__in=students).order_by("pk")[:2])
    values: dict[str, list[str]] = {
        "paper": ["quiz-1", "quiz-2", "quiz-one"],
        "attempt": [str(one.pk) for one in attempts],
        "number": ["03", "07"],
        "student": [str(one.pk) for one in students],
        "item": ["quiz-1", "proposal"],
        "name": ["plot.svg"],
    }
    found = set()

    def walk(prefix: str, patterns: list[Any]) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(route, pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                fill(route)

    def fill(route: str) -> None:
        if "<class:number>/<slug:name>" in route:
            for question in sorted(asked)[::4]:
                class_, name = question.split("/")
                filled = route.replace("<class:number>", class_).replace("<slug:name>", name)
                found.add("/" + filled.replace("<slug:paper>", "quiz-1"))
            return
        pks = [str(one.pk) for one in (handed_in if "labs" in route or "subm" in route else students)]
        ways = [route]
        for place in re.findall(r"<[^>]*>", route):
            name = place.strip("<>").split(":")[-1]
            ways = [way.replace(place, value, 1) for way in ways for value in values.get(name, pks)]
        found.update("/" + way for way in ways)

    walk("", get_resolver().url_patterns)
    return sorted(address for address in found if "sign-out" not in address and "<" not in address)


def signed_in(role: str) -> Client:
    """The browser of the first one with this role; of a visitor where there is none."""
    client = Client(raise_request_exception=False)
    if role:
        user = User.objects.filter(role=role).order_by("pk").first()
        client.force_login(user, backend="chainrule.campus.site.accounts.backend.EmailBackend")
        assert client.get("/account/").status_code == 200, "else every page below would be that of a visitor"
    return client


def answers(role: str) -> dict[str, int]:
    """What each address answers to somebody of this role."""
    client = signed_in(role)
    return {address: client.get(address).status_code for address in addresses()}


def points() -> dict[int, tuple[float, bool]]:
    found = attempt_marks.results(Attempt.objects.filter(closed_at__isnull=False))
    return {attempt.pk: (result.points, result.final) for attempt, result in found}


@pytest.mark.parametrize("world", WORLDS)
def test_pages_answer_and_marks_stay(world: str, edited: Callable[..., None]) -> None:
    before = points()
    assert any(mark for mark, _ in before.values())
    edited(*WORLDS[world])
    assert points() == before
    wrong = {}
    for role in ROLES:
        for address, status in answers(role).items():
            if status not in ANSWERS:
                wrong[role, address] = status
    assert not wrong


def test_an_edit_is_named_where_it_matters(edited: Callable[..., None]) -> None:
    client = signed_in("instructor")
    pages = ("/papers/quiz-1/class/", "/marking/", "/gradebook/")
    assert not [page for page in pages if "drawn: " in client.get(page).text]
    edited(*WORLDS["questions removed"])
    for page in pages:
        assert re.search(
            r"The question \d\d/\w+ was removed or renamed after \d+ attempts? w(as|ere) drawn: ", client.get(page).text
        )


def test_records_of_an_assessment_that_is_gone_are_named_and_not_counted(edited: Callable[..., None]) -> None:
    student = Attempt.objects.filter(closed_at__isnull=False).latest("pk").student
    assert "quiz-1" in records.scores_of(student, NOW)
    edited(*WORLDS["assessment renamed"])
    assert "quiz-1" not in records.scores_of(student, NOW)
    assert any("quiz-1" in sentence for sentence in records.strays())


def test_files_of_a_lab_that_is_gone_are_named(edited: Callable[..., None]) -> None:
    client = signed_in("instructor")
    assert "any more" not in client.get("/labs/class/").text
    edited(*WORLDS["lab removed"])
    assert "The course has no lab 3 any more" in client.get("/labs/class/").text
