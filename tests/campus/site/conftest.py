"""People, browsers and a clock for the site's tests.

    def test_a_student_sees_her_grades(student, client_of, at):
        at("2026-02-12T10:00")
        page = client_of(student).get("/grades/")

The suite runs on SQLite, and on PostgreSQL when DATABASE_URL names one (see test_postgresql.py).
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
import pytest
from tests.together import folder_of_the_run

# The run on PostgreSQL does not start another one.
collect_ignore = ["test_postgresql.py"] if os.environ.get("DATABASE_URL") else []
VAR = tempfile.mkdtemp(prefix="chainrule-tests-")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser tests leave an event loop on this thread
os.environ |= {"CHAINRULE_VAR": VAR, "DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings"}
for name in (
    "CHAINRULE_AT",
    "CHAINRULE_DEMO",
    "CHAINRULE_DEBUG",
    "CHAINRULE_COURSE",
    "CHAINRULE_SERVING",
    "CHAINRULE_ALONE",
):
    os.environ.pop(name, None)
django.setup()

from django.conf import settings as django_settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402

from chainrule.campus.site import clock  # noqa: E402
from chainrule.campus.site.accounts.models import User  # noqa: E402
from chainrule.campus.site.core import navigation  # noqa: E402
from chainrule.campus.site.course import bank  # noqa: E402
from chainrule.campus.site.labs import grading  # noqa: E402
from chainrule.campus.site.papers import attempt_marks, drawing, shown  # noqa: E402
from chainrule.labs.folder import start_folder  # noqa: E402

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session", autouse=True)
def var_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tests' own CHAINRULE_VAR, gone when they end. What the lectures' code gives, all workers have together."""
    outputs = folder_of_the_run(tmp_path_factory) / "lectures"
    outputs.mkdir(exist_ok=True)
    if not (link := Path(VAR, "lectures")).exists():  # a program that a test started may have made one
        link.symlink_to(outputs)
    yield VAR
    shutil.rmtree(VAR, ignore_errors=True)


@pytest.fixture(autouse=True)
def quick_passwords(settings: object) -> None:
    """Real password hashes take a quarter of a second each; that is their point, and not this suite's."""
    quick, real = "MD5PasswordHasher", "PBKDF2PasswordHasher"
    settings.PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in (quick, real)]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What the server counts in its memory (sign-ins, refused files) does not go from one test to the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Rows of one test have the numbers of another one's: what was marked then is forgotten."""
    attempt_marks._remembered.clear()
    shown._kept.clear()


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """`make_user("student")` makes another one with a name and address of their own."""

    def make(role: str, name: str = "", email: str = "") -> User:
        number = User.objects.count() + 1
        return User.objects.create_user(
            email or f"{role}{number}@example.edu", name or f"{role.title()} {number}", role, PASSWORD
        )

    return make


@pytest.fixture
def student(make_user: Callable[..., User]) -> User:
    return make_user("student", "Sona Aliyeva")


@pytest.fixture
def assistant(make_user: Callable[..., User]) -> User:
    return make_user("assistant", "Arif Nuriyev")


@pytest.fixture
def instructor(make_user: Callable[..., User]) -> User:
    return make_user("instructor", "Ines Duarte")


@pytest.fixture
def advisor(make_user: Callable[..., User]) -> User:
    return make_user("advisor", "Aaro Nieminen")


@pytest.fixture
def client_of(db: None) -> Callable[[User | None], Client]:
    """`client_of(student)` is a browser in which the student has signed in; `client_of(None)` a visitor's."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return sign_in


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """`at("2026-02-12T10:00")` stops the site's clock there (course time zone) until the test ends."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.set_to(moment))


@pytest.fixture
def questions_to_class_4(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank ends with class 4: quiz 1 can be drawn and no paper after it, however many lectures there are."""
    monkeypatch.setattr(drawing, "bank", lambda: bank().of_classes(range(1, 5)))


@pytest.fixture
def alone(settings: Any, tmp_path: Path, db: None) -> Iterator[Client]:
    """A browser on the course for one, as the setting CHAINRULE_ALONE makes it; the labs are in `settings.ALONE`."""
    settings.ALONE = start_folder(tmp_path / "my-course", grading.labs().values())[0].path
    settings.ROOT_URLCONF = "chainrule.campus.site.alone.urls"
    place = settings.MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware") + 1
    learner = "chainrule.campus.site.alone.learner.signed_in"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], learner, *settings.MIDDLEWARE[place:]]
    navigation.action_at.cache_clear()
    yield Client()
    navigation.action_at.cache_clear()


@pytest.fixture
def database_in_a_file(db: None, tmp_path: Path) -> Iterator[None]:
    """Tests keep SQLite in memory, where connections lock each other out at once; a site keeps it in a file."""
    if connection.vendor != "sqlite":
        yield
        return
    kept, file = connections["default"], tmp_path / "site.sqlite3"
    with kept.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{file}'")
    name = kept.settings_dict["NAME"]
    connections["default"] = connections.create_connection("default")
    connections["default"].settings_dict["NAME"] = str(file)
    yield
    connections["default"].close()
    kept.settings_dict["NAME"] = name
    connections["default"] = kept
