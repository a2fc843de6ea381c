"""Proposals: written and handed in by teams, on time or late; passed, sent back, rejected; written anew."""

import re

from playwright.sync_api import expect
from tests.browser.page_walk import problems
from tests.browser.semester.cast import Cast
from tests.browser.semester.pages import Person
from tests.browser.semester.plan import TEAMS

WRITE, PREVIEW, HAND_IN = "/project/proposal/write/", "/project/proposal/preview/", "/project/proposal/hand-in/"
TEXTS = ("goal", "today", "new", "difference", "data", "risks", "cost", "success")
LINK = "https://example.org/data"


def answers(about: str) -> dict[str, str]:
    """A whole proposal about something; two about different things have no run of words together."""
    found = {f"answer-{id}": " ".join(f"{about}{id}{n}" for n in range(110)) for id in TEXTS}
    return found | {"answer-title": f"A study of {about}", "answer-data_link": LINK}


def write(person: Person, about: str) -> None:
    page = person.fill(WRITE, holding="edition", **answers(about), then="preview")
    assert "Not ready yet" not in page.words, page.words


def hand_in(person: Person, note: str = "") -> str:
    """Hand in what the preview shows; what the page says then."""
    return person.fill(PREVIEW, HAND_IN, **({"note": note} if note else {})).words


def in_a_browser(cast: Cast, person: Person, about: str) -> None:
    """Write and hand in as a student does."""
    page = cast.page_of(person)
    page.goto(WRITE)
    for name, text in answers(about).items():
        page.locator(f"#{name}").fill(text)
    expect(page.get_by_role("status").filter(has_text=re.compile(r"Saved at \d\d:\d\d"))).to_be_visible()
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    page.get_by_role("button", name="Hand in for").click()
    expect(page.get_by_text("Handed in. On time.")).to_be_visible()
    assert list(problems(page, page.url)) == []


def first_of(cast: Cast, team: str) -> Person:
    """Who hands in for a team."""
    return next(one for one in cast.students.values() if one.name in cast.teams[team])


def come_in(cast: Cast) -> None:
    """What comes before the deadline; those who come late have written by then."""
    for name, team in TEAMS.items():
        person = first_of(cast, name)
        if name == "Gradient":
            in_a_browser(cast, person, name)
            continue
        write(person, name.replace(" ", ""))
        if team.late < 0:
            assert "Handed in. On time." in hand_in(person)


def comes_late(cast: Cast, team: str, words: str) -> None:
    assert f"Handed in. {words}" in hand_in(first_of(cast, team))


def comes_too_late(cast: Cast, team: str) -> None:
    """After the last tier nothing is taken any more, and the page says so."""
    page = first_of(cast, team).get(PREVIEW)
    assert "More than one day late: zero." in page.words, page.words[-700:]
    assert HAND_IN not in page.text


def review_in_a_browser(cast: Cast, team: str) -> None:
    """The assistant reads one and passes it, with the keyboard."""
    page = cast.page_of(cast.assistant)
    page.goto("/project/proposals/")
    page.get_by_role("link", name=team, exact=True).click()
    assert list(problems(page, page.url)) == []
    page.keyboard.press("a")
    expect(page.get_by_label("Pass")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{team}: passed.")).to_be_visible()


def review(cast: Cast, team: str, verdict: str) -> None:
    page = cast.assistant.get("/project/proposals/")
    link = re.search(rf'href="(/project/proposals/\d+/)">{team}<', page.text)
    assert link is not None, page.words
    comment = {"pass": "", "revise": "Name the baseline.", "reject": "This was done already."}[verdict]
    done = cast.assistant.fill(link[1], holding="number", verdict=verdict, comment=comment)
    assert f"{team}: " in done.words, done.words


def first_verdicts(cast: Cast) -> None:
    """The first word on each that came."""
    for name, team in TEAMS.items():
        if name == "Gradient":
            review_in_a_browser(cast, name)
        elif team.verdicts:
            review(cast, name, team.verdicts.split()[0])


def once_more(cast: Cast) -> None:
    """Those that come again: changed, or as a different proposal; both are approved."""
    note = "We have " + " ".join(f"changed{n}" for n in range(25))
    for name, team in TEAMS.items():
        first, *then = team.verdicts.split() or [""]
        if then:
            person = first_of(cast, name)
            if first == "reject":
                write(person, "another")
            else:
                person.fill(WRITE, holding="edition", **{"answer-title": "A study with a baseline"}, then="preview")
            assert "Handed in." in hand_in(person, note)
            review(cast, name, then[0])
