"""Questions about one's own code in the course for one: about the file in the folder, by a thread of the server."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.campus.site.alone.test_lab_views import text_of
from tests.patience import patience

from chainrule import warm
from chainrule.campus.questions.viva import COUNT
from chainrule.campus.site.alone import viva
from chainrule.campus.site.alone.bench import bench
from chainrule.labs import Lab, solution
from chainrule.labs.warmed import OPTIONS, WarmLauncher

OWN = "/labs/05/viva/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers are forks of an interpreter that waits; what a plain launcher starts is tried elsewhere."""
    with warm.Servers() as servers:
        launcher = WarmLauncher(servers.address(warm.NUMPY, options=OPTIONS))
        monkeypatch.setattr(viva.Ended, "start", lambda _, limits: launcher.start(limits))
        yield
    viva._newest.clear()


@pytest.fixture
def lab(alone: Client) -> Lab:
    return bench().labs["05"]


def passed(lab: Lab, text: str = "") -> None:
    """The lab has passed once, and this is what is saved now."""
    bench().change(lambda folder: setattr(folder.progress(lab.number), "passed", "2026-02-01T10:00:00"))
    (settings.ALONE / lab.file_name).write_text(text or solution(lab))


def wait_until_made(client: Client) -> str:
    """The page, once it no longer waits."""
    ends = time.monotonic() + patience(30)
    while client.get(OWN, headers=HTMX).status_code != 204:
        assert time.monotonic() < ends
        time.sleep(0.05)
    return client.get(OWN).content.decode()


def test_they_come_when_the_lab_is_passed(alone: Client, lab: Lab) -> None:
    assert "when the lab is passed" in text_of(alone.get(OWN, follow=True))
    assert OWN not in alone.get("/labs/05/").content.decode()
    passed(lab)
    assert OWN in alone.get("/labs/05/").content.decode()
    assert "Make five questions" in text_of(alone.get(OWN))


def test_five_are_made_of_what_is_saved_and_each_first_answer_is_told_at_once_and_stays(
    alone: Client, lab: Lab
) -> None:
    passed(lab)
    for _ in range(2):  # a second click makes no second set
        alone.post(OWN)
    first = viva.newest(bench(), lab)
    page = wait_until_made(alone)
    made = viva.newest(bench(), lab)
    assert made is not None
    assert made is first
    assert len(re.findall(r'id="q\d"', page)) == COUNT
    assert "The file was run" not in page
    assert "The program was run" not in page

    right = next(place for place, one in enumerate(made.questions, 1) if hasattr(one.variant, "options"))
    options: Any = made.questions[right - 1].variant
    chosen = next(n for n, option in enumerate(options.options) if option.is_right)
    answer = alone.post(f"{OWN}{right}/", {f"q{right}-option": chosen})
    assert answer.headers["Location"] == f"{OWN}#q{right}"
    alone.post(f"{OWN}{right}/", {f"q{right}-option": (chosen + 1) % 4})
    assert "1 of 1 right" in text_of(alone.get(OWN))
    assert "Choose or write an answer first." in text_of(alone.post(f"{OWN}{1 + right % COUNT}/", {}, follow=True))


def test_a_file_that_does_not_pass_any_more_is_told_in_words(alone: Client, lab: Lab) -> None:
    passed(lab, "raise SystemExit(3)")
    alone.post(OWN)
    page = wait_until_made(alone)
    assert "does not run" in page
    assert "Make five others" in page


def test_questions_of_before_a_restart_are_gone_in_words(alone: Client, lab: Lab) -> None:
    passed(lab)
    assert "make five others" in text_of(alone.post(f"{OWN}1/", {"q1-option": "0"}, follow=True))


def test_what_is_being_run_ends_with_the_server() -> None:
    ended: list[int] = []

    class Started:
        def __init__(self, number: int) -> None:
            self.number = number

        def kill(self, patience: float = 0.0) -> None:
            ended.append(self.number)

    launcher = viva.Ended()
    launcher.running.extend(Started(number) for number in range(3))  # type: ignore[misc]
    launcher.close()
    assert ended == [1, 2]  # two run at most
