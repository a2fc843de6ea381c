"""Teams: two form one in a browser, a third asks on the board; the others by forms; a draw; a drop; one added."""

import re

from playwright.sync_api import expect
from tests.browser.page_walk import problems
from tests.browser.semester.cast import Cast, accept, keys, wait_for
from tests.browser.semester.pages import Page
from tests.browser.semester.plan import DROPS, LATER, MADE, STUDENTS

ACT = "/project/teams/do/"


def form_in_a_browser(cast: Cast) -> None:
    """The first student makes a team and invites the second by address; the third finds it on the board."""
    one, two, three = (cast.page_of(cast.students[number]) for number in ("01", "02", "03"))
    one.goto("/project/teams/")
    one.get_by_label("Name of the team").fill("Gradient")
    one.get_by_role("button", name="Make the team").click()
    one.get_by_label("Email address of a classmate").fill(cast.students["02"].email)
    one.get_by_role("button", name="Invite").click()
    expect(one.get_by_text("Bela Horvat is invited.")).to_be_visible()
    two.goto("/project/teams/")
    two.get_by_role("button", name="Accept the invitation of Gradient").click()
    expect(two.get_by_text("You are in Gradient.")).to_be_visible()
    three.goto("/project/teams/board/mine/")
    three.get_by_label("Interests").fill("Sounds of birds")
    three.get_by_role("button", name="Put it on the board").click()
    three.goto("/project/teams/board/")
    assert list(problems(three, three.url)) == []
    three.get_by_role("button", name="Ask to join Gradient").click()
    one.goto("/project/teams/")
    one.get_by_role("button", name="Let in Chinua Eze").click()
    expect(one.get_by_text("The team is full.")).to_be_visible()
    assert list(problems(one, one.url)) == []


def form_by_hand(cast: Cast) -> None:
    """The other teams: the first member makes it and invites, the others accept."""
    for name in MADE:
        members = [one for one in STUDENTS if one.team == name]
        if name == "Gradient":
            continue
        first = cast.students[members[0].number]
        first.fill("/project/teams/", ACT, "make", name=name, do="make")
        for other in members[1:]:
            first.fill("/project/teams/", ACT, "invite", email=other.email, do="invite")
            joined = cast.students[other.number].fill("/project/teams/", ACT, "accept", do="accept")
            assert f"You are in {name}." in joined.words, joined.words


def drop(cast: Cast) -> None:
    """One leaves the course: the new class list has no row of theirs."""
    gone = next(one for one in STUDENTS if one.number == DROPS)
    rows = ["email,name", *(f"{one.email},{one.name}" for one in cast.there() if one is not gone)]
    shown = cast.instructor.fill("/people/update/", text="\n".join(rows), do="show")
    assert "In the course and not in the list: 1" in shown.words
    done = cast.instructor.send(shown, "/people/update/", do="apply", gone=cast.keys[gone.email])
    assert "1 dropped" in done.words, done.words
    away = cast.students.pop(gone.number)
    assert away.ask("GET", "/grades/").path.startswith("/sign-in/")


def add(cast: Cast) -> None:
    """One comes late: added by hand, invited on paper, placed with the one who works alone."""
    student = next(one for one in STUDENTS if one.number == LATER)
    page = cast.instructor.fill("/people/add/", name=student.name, email=student.email, role="student")
    accept(cast, cast.instructor.send(page, f"{page.path}do/", "print", do="print").text)
    cast.keys = keys(cast.instructor)
    form = cast.instructor.get("/project/teams/class/place/")
    to = re.search(r'<option value="(\d+)">Alone \(1\)', form.text)
    assert to is not None, form.words
    done = cast.instructor.send(form, student=cast.keys[student.email], team=to[1], reason="Added late")
    assert f"{student.name} is in Alone now." in done.words, done.words
    cast.teams["Alone"].append(student.name)


def drawn(cast: Cast) -> None:
    """The server draws; the instructor's page has the members of each team."""

    def there() -> Page | None:
        page = cast.instructor.get("/project/teams/class/")
        return page if "The draw was made on" in page.words else None

    page = wait_for(cast.site, "the draw", there)
    assert "Without a team" not in page.words
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td data-label="Members">(.*?)</td>', page.text, re.DOTALL)
    found = {name.split("<")[0].strip(): re.findall(r"<div>(.*?)<span", members) for name, members in rows}
    for name in MADE:
        assert sorted(found[name]) == [one.name for one in STUDENTS if one.team == name]
    drawn_there = sorted(member for name, members in found.items() if name not in MADE for member in members)
    assert drawn_there == [one.name for one in STUDENTS if one.team == "drawn"]
    assert {name: len(members) for name, members in found.items() if name not in MADE} == {"Team 1": 3, "Team 2": 3}
    cast.teams = found
