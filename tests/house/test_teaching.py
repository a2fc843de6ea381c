"""The guide for instructors, `docs/teaching.md`: its commands exist, its dates are right, and its path leads there."""

from __future__ import annotations

import datetime as dt
import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from tests.house import guide
from tests.house.guide import Block
from tests.patience import patience
from tests.serving import address_in, starting

from chainrule.campus.syllabus import load_course

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/teaching.md").read_text(encoding="utf-8")
FENCED = [
    words for block in guide.blocks(PAGE) if block.language in ("sh", "cron") for words in guide.commands(block.text)
]
SAID = list(guide.inline(PAGE))

FOLLOWED = ("Install", "Dates and rules", "Start it", "People", "A copy", "The end of the term")
# An installation is given, and other tests prove the course and publish it, which takes minutes.
LEFT_OUT = ("python3 -m venv", ". .venv/bin/activate", "pip install", "chainrule verify", "chainrule publish")
SERVE, HERE = "chainrule serve --port 8000", "http://127.0.0.1:8000"


@pytest.fixture(scope="module", autouse=True)
def _site() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainrule.campus.site.settings")
    import django

    django.setup()


@pytest.mark.parametrize("words", FENCED, ids=" ".join)
def test_every_command_of_the_guide_can_be_typed_as_it_stands(words: list[str]) -> None:
    assert guide.what_is_wrong(words) == ""


@pytest.mark.parametrize("words", SAID, ids=" ".join)
def test_every_command_that_its_text_names_exists(words: list[str]) -> None:
    wrong = guide.what_is_wrong(words)
    assert not wrong or (len(words) == 1 and wrong.endswith("is missing")), "a bare name is enough"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("chainrule restor FILE", "no command 'restor'"),
        ("chainrule restore FILE --over", "--over"),
        ("chainrule restore", "FILE is missing"),
        ("chainrule serve --port eight", "eight"),
        ("VAR=x chainrule backup one two", "too much: two"),
        ("chainrule manage rooster FILE", "no management command 'rooster'"),
        ("chainrule manage roster FILE --aply", "--aply"),
    ],
)
def test_a_command_that_is_not_there_is_found(line: str, wrong: str) -> None:
    (words,) = guide.commands(line)
    assert wrong in guide.what_is_wrong(words)


def test_the_guide_shows_every_command_of_its_table() -> None:
    assert len(FENCED) >= 18
    assert {words[0] for words in FENCED} <= {words[0] for words in SAID}


def rows(section: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def in_words(days: list[dt.date]) -> str:
    """`27, 29 Jan`; `31 Mar, 2 Apr`."""
    said = [f"{day:%-d %b}" for day in days]
    months = [one.split()[1] for one in said]
    return ", ".join(
        one.split()[0] if place + 1 < len(said) and months[place + 1] == months[place] else one
        for place, one in enumerate(said)
    )


def test_its_weeks_are_those_of_the_course() -> None:
    course = load_course(ROOT / "course")
    days = sorted({meeting.date for meeting in course.classes} | {one.date for one in course.assessments})
    monday = days[0] - dt.timedelta(days[0].weekday())
    by_week = {week: list(found) for week, found in groupby(days, key=lambda day: (day - monday).days // 7 + 1)}
    table = {int(cells[0]): cells[1:] for cells in rows("Week by week")}
    assert {week: table[week][0] for week in by_week} == {week: in_words(found) for week, found in by_week.items()}
    for one in course.assessments:
        (what,) = (table[week][1] for week, found in by_week.items() if one.date in found)
        assert f"{one.date:%-d %b}: " in what
        assert any(said.endswith(one.title) for said in re.findall(r"\*\*([^*]+)\*\*", what)), one.title


class Browser:
    """Who opens pages and sends forms, with the cookies of one person."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=patience(30)) as answer:
            return str(answer.read().decode())

    def send(self, path: str, **fields: str) -> str:
        """Fill in the form of a page."""
        (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        with self._opener.open(self.address + path, data, timeout=patience(30)) as answer:
            return str(answer.read().decode())


class Follower:
    """Types blocks into one terminal: what it sets stays set."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, HERE
        (folder / "release").symlink_to(ROOT)
        tools = folder.parent / "bin"
        tools.mkdir()
        (tools / "chainrule").write_text(
            f'#!/bin/sh\nexec {sys.executable} -c "from chainrule.cli import main; main()" "$@"\n'
        )
        (tools / "chainrule").chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DATABASE_URL", "DJANGO_"))}
        self.environment = kept | {"PATH": f"{tools}:{kept['PATH']}"}

    def type(self, text: str, statuses: tuple[int, ...] = (0,)) -> str:
        """What a block says, once it has run."""
        lines = [line for line in text.splitlines() if not line.startswith(LEFT_OUT)]
        script = "\n".join([*lines, "env -0 > ../environment"]).replace(HERE, self.address)
        done = subprocess.run(
            ["bash", "-euc", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=patience(120),
        )
        assert done.returncode in statuses, f"{text}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        if done.returncode == 0:
            dumped = (self.folder.parent / "environment").read_text().split("\0")
            self.environment = dict(line.split("=", 1) for line in dumped if "=" in line)
        return done.stdout


def steps() -> Iterator[Block]:
    yield from (block for block in guide.blocks(PAGE) if block.language == "sh" and block.section in FOLLOWED)


@pytest.mark.slow
def test_who_follows_the_guide_word_for_word_has_a_class_that_signs_in_and_a_copy_that_comes_back(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    it, said = Follower(folder), []
    todo = list(steps())
    served = next(place for place, block in enumerate(todo) if block.text.strip() == SERVE)
    for block in todo[:served]:
        said.append(it.type(block.text, statuses=(0, 1) if "doctor" in block.text else (0,)))
    password = re.findall(r"^you@example\.edu,([\w-]+)$", "".join(said), re.MULTILINE)
    with starting("serve", it.environment, folder) as start:
        server = start("--port", "0")
        it.address = address_in(server, r"The course is at (http://[\d.:]+)/")
        you = Browser(it.address)
        you.send("/sign-in/", username="you@example.edu", password=password[0])
        assert "Audit log" in you.get("/health/")
        for block in todo[served + 1 :]:
            said.append(it.type(block.text))
        invited(it)
        assert "Sona Aliyeva" in you.get("/people/")
        server.send_signal(signal.SIGINT)
        assert server.wait(patience(30)) == 0
    told = "".join(said)
    assert "New: 3" in told
    assert "3 invitations written to" in told
    assert "Restored: the site of" in told
    assert told.count("The log holds") == 2
    assert "0 students would be forgotten." in told


def invited(it: Follower) -> None:
    """Sona follows the link of her letter, chooses a password, and is in."""
    (letters,) = (it.folder / "var/mail").iterdir()
    (hers,) = (one for one in letters.read_text().split("-" * 79) if "To: sona@example.edu" in one)
    (link,) = re.findall(rf"{it.address}(/invitation/\S+)", hers)
    sona = Browser(it.address)
    new = "a long word of hers"
    sona.send(link, new_password1=new, new_password2=new)
    assert "Sona Aliyeva" in sona.get("/account/")
