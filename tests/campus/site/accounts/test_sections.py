"""Lists of the class that staff see can be narrowed to one section, where the class has several."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.invigilation.models import Invigilation

ClientOf = Callable[[User | None], Client]
LISTS = [
    "/gradebook/",
    "/gradebook/risk/",
    "/papers/quiz-1/class/",
    "/papers/quiz-1/class/room/",
    "/labs/class/",
    "/labs/03/class/",
    "/people/",
]
PEOPLE = {"Ana A": "A", "Bela B": "B & C", "Nobody None": ""}


@pytest.fixture(autouse=True)
def late_in_the_term(at: Callable[[str], None], instructor: User) -> None:
    at("2026-05-20T12:00")  # everybody is at risk: nothing was handed in
    Invigilation.objects.create(paper="quiz-1", is_on=True)


@pytest.fixture
def people(make_user: Any) -> None:
    for name, section in PEOPLE.items():
        one = make_user("student", name)
        one.section = section
        one.save()


def named(page: str) -> list[str]:
    """The students whom the table of a page lists."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [name for name in PEOPLE if name in table]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("section", "who"),
    [
        ("", list(PEOPLE)),
        ("A", ["Ana A"]),
        ("B %26 C", ["Bela B"]),
        ("-", ["Nobody None"]),
    ],
)
@pytest.mark.usefixtures("people")
def test_a_list_shows_the_section_that_was_chosen(
    path: str, section: str, who: list[str], client_of: ClientOf, instructor: User
) -> None:
    page = client_of(instructor).get(f"{path}?section={section}").text
    assert named(page) == who
    assert 'name="section"' in page


@pytest.mark.parametrize("path", LISTS[:-1])
def test_a_class_of_one_section_has_no_filter(path: str, client_of: ClientOf, instructor: User, make_user: Any) -> None:
    make_user("student", "Ana A")
    page = client_of(instructor).get(f"{path}?section=Z").text
    assert named(page) == ["Ana A"]
    assert 'name="section"' not in page


@pytest.mark.usefixtures("people")
def test_the_seat_list_stays_with_its_section_when_it_renews_itself(client_of: ClientOf, instructor: User) -> None:
    page = client_of(instructor).get("/papers/quiz-1/class/room/?section=A").text
    assert 'hx-get="/papers/quiz-1/class/room/?section=A"' in page
    part = client_of(instructor).get("/papers/quiz-1/class/room/?section=A", headers={"HX-Request": "true"}).text
    assert named(part) == ["Ana A"]


@pytest.mark.usefixtures("people")
def test_sorting_the_grade_book_keeps_the_section(client_of: ClientOf, instructor: User) -> None:
    page = client_of(instructor).get("/gradebook/?section=A&by=grade").text
    assert "section=A&amp;by=best" in page
