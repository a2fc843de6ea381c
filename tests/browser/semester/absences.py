"""Absences: reported by the student, the proof seen or refused by the advisor, decided by the instructor."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect
from tests.browser.page_walk import problems
from tests.browser.semester.cast import Cast
from tests.browser.semester.pages import Person


def report(person: Person, paper: str, day: str) -> str:
    """Report; the address where staff see it."""
    text = "I am ill and bring a certificate."
    page = person.fill("/absences/", assessment=paper, first_day=day, last_day=day, text=text)
    found = re.fullmatch(r"/absences/(\d+)/", page.path)
    assert found is not None, page.words
    return f"/excuses/reports/{found[1]}/"


def verify(cast: Cast, address: str, verdict: str) -> None:
    done = cast.advisor.fill(address, f"{address}verify/", verdict=verdict, text="certificate no. 114")
    assert "Recorded." in done.words, done.words


def excused_in_a_browser(cast: Cast, student: str, title: str, day: str) -> None:
    """All three, each at their own page: reported, seen, and decided that nothing more follows."""
    page = cast.page_of(cast.students[student])
    page.goto("/absences/")
    page.get_by_label("What you miss").select_option(label=title)
    page.get_by_label("Away from").fill(day)
    page.get_by_label("Away until").fill(day)
    page.get_by_label("What happened").fill("I am at the hospital; the certificate comes on Friday.")
    page.get_by_role("button", name="Report absence").click()
    expect(page.get_by_text("Reported. Now bring a document of proof")).to_be_visible()
    assert list(problems(page, page.url)) == []
    number = page.url.rstrip("/").rsplit("/", 1)[1]

    advisor = cast.page_of(cast.advisor)
    advisor.goto(f"/excuses/reports/{number}/")
    advisor.get_by_role("combobox", name="What you found").select_option(label="The proof was seen and is valid")
    advisor.get_by_label("In a line").fill("certificate no. 113")
    advisor.get_by_role("button", name="Record").click()
    expect(advisor.get_by_text("is told.")).to_be_visible()
    assert list(problems(advisor, advisor.url)) == []

    teacher = cast.page_of(cast.instructor)
    teacher.goto(f"/excuses/reports/{number}/")
    assert list(problems(teacher, teacher.url)) == []
    nothing = teacher.get_by_role("region", name="Nothing follows")
    nothing.get_by_label("Reason").fill("The quiz is left out.")
    nothing.get_by_role("button", name="Record").click()
    expect(teacher.get_by_text("reads your reason.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("The quiz is left out.")).to_be_visible()


def exempted(cast: Cast, student: str, paper: str, day: str) -> None:
    """The instructor exempts who showed a proof."""
    address = report(cast.students[student], paper, day)
    verify(cast, address, "see")
    done = cast.instructor.fill(address, f"{address}exempt/", reason="Proof seen")
    assert "is exempt" in done.words, done.words


def sits_later(cast: Cast, student: str, paper: str, day: str) -> None:
    """The instructor grants another time, two days later, to who showed a proof."""
    later = date.fromisoformat(day) + timedelta(days=2)
    address = report(cast.students[student], paper, day)
    verify(cast, address, "see")
    hours = {"opens_at": f"{later}T10:00", "closes_at": f"{later}T22:00"}
    done = cast.instructor.fill(address, f"{address}window/", **hours, reason="Proof seen")
    assert "can take it at the times you gave" in done.words, done.words


def reported(cast: Cast, student: str, paper: str, day: str) -> None:
    cast.reports[student] = report(cast.students[student], paper, day)


def refused(cast: Cast) -> None:
    """The proofs that were reported and have not been looked at are not valid."""
    for address in cast.reports.values():
        verify(cast, address, "refuse")
