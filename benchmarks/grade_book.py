"""How long the grade book of a large class takes, and how large it is.

    python benchmarks/grade_book.py [--students N] [--columns C] [--marks M] [--json] [--write]

A class in a database of its own: N students with M recorded marks each, in a course whose quizzes are so many that the
table has C columns of marks. The page is asked for as an instructor does, in one process, plainly, sorted and filtered;
each time is the median of several, after one that does not count.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from report import machine, table, write_section

SEED = 4701
ROUNDS = 5
COURSE = Path(__file__).parent.parent / "course"
AT = "2026-05-20T12:00"  # nearly everything is over: most cells have a number
PAGES = {
    "as it is": "",
    "sorted by the midterm": "?by=midterm",
    "sorted by grade, upward": "?by=grade&order=up",
    "filtered: something missing": "?show=missing",
    "filtered by name": "?name=student+1",
}
QUIZ = '\n[[assessments]]\nid = "quiz-{n}"\nkind = "quiz"\ntitle = "Quiz {n}"\ndate = 2026-04-{day:02d}\ncovers = "1"\n'
WHAT = (
    "{students} students with {marks} recorded marks each, {columns} columns of marks; the whole answer of one "
    "process, median of {rounds}. {machine}."
)


def course_of(folder: Path, columns: int) -> Path:
    """A copy of the course's file with as many quizzes as make so many columns of marks."""
    text = (COURSE / "course.toml").read_text(encoding="utf-8")
    there = sum(text.count(f'kind = "{kind}"') for kind in ("quiz", "exam", "proposal", "milestone"))
    for n in range(10, 10 + columns - there):
        text += QUIZ.format(n=n, day=1 + n % 28)
    target = folder / "course"
    target.mkdir()
    (target / "course.toml").write_text(text, encoding="utf-8")
    (target / "revisions.md").write_bytes((COURSE / "revisions.md").read_bytes())
    (target / "lectures").mkdir()
    return target


@contextmanager
def site(columns: int) -> Iterator[None]:
    """The site on an empty database, with its clock late in the term."""
    with tempfile.TemporaryDirectory(prefix="chainrule-book-") as folder:
        os.environ |= {
            "CHAINRULE_VAR": folder,
            "CHAINRULE_COURSE": str(course_of(Path(folder), columns)),
            "DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings",
        }
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        from chainrule.campus.site import clock

        call_command("migrate", verbosity=0)
        with clock.set_to(AT):
            yield


def make_class(students: int, marks: int) -> Any:
    """The class, and a client in which its instructor has signed in."""
    from django.conf import settings
    from django.test import Client

    from chainrule.campus.site.accounts.models import User
    from chainrule.campus.site.accounts.names import folded
    from chainrule.campus.site.grades.class_book import items
    from chainrule.campus.site.grades.models import RecordedScore

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    chance = random.Random(SEED)
    teacher = User.objects.create_user("teacher@example.edu", "Teacher", "instructor", "correct horse battery")
    names = [f"Student {n} of a Class" for n in range(1, students + 1)]
    User.objects.bulk_create(
        User(email=f"s{n:04d}@example.edu", name=name, folded_name=folded(name), role="student", password="!")
        for n, name in enumerate(names, 1)
    )
    scored = [a.id for a in items() if a.kind != "proposal"]
    RecordedScore.objects.bulk_create(
        RecordedScore(student=one, item=id, points=round(chance.uniform(3, 10), 1), out_of=10.0, recorded_by=teacher)
        for one in User.objects.filter(role="student")
        for id in chance.sample(scored, min(marks, len(scored)))
    )
    client = Client(headers={"Accept-Encoding": "identity"})
    client.force_login(teacher, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def measured(client: Any) -> list[dict[str, Any]]:
    """Seconds and bytes of each page."""
    found = []
    for what, asked in PAGES.items():
        seconds = []
        for _ in range(ROUNDS + 1):
            began = time.perf_counter()
            answer = client.get(f"/gradebook/{asked}")
            seconds.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{what}: status {answer.status_code}")
        row = {"page": what, "seconds": round(statistics.median(seconds[1:]), 3), "bytes": len(answer.content)}
        found.append(row | {"packed": len(gzip.compress(answer.content, 6))})
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--columns", type=int, default=40)
    parser.add_argument("--marks", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    asked = parser.parse_args()
    with site(asked.columns):
        rows = measured(make_class(asked.students, asked.marks))
    if asked.json:
        print(json.dumps({"students": asked.students, "columns": asked.columns, "pages": rows}))
    cells = [[r["page"], f"{r['seconds']:.2f}", f"{r['bytes'] / 1e6:.2f}", f"{r['packed'] / 1e3:.0f}"] for r in rows]
    what = WHAT.format(**vars(asked), rounds=ROUNDS, machine=machine())
    body = f"`benchmarks/grade_book.py`. {what}\n\n{table(['page', 'seconds', 'MB', 'kB packed'], cells)}"
    if not asked.json:
        print(body)
    if asked.write:
        write_section("Grade book", body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
