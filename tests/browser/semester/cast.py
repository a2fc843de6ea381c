"""Who is in the course: they get their accounts as in a real one, by a command, a class list and invitations."""

import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page
from tests.browser.conftest import watch
from tests.browser.quiz import LOST
from tests.browser.semester.pages import Person
from tests.browser.semester.plan import LATER, STUDENTS, Student
from tests.browser.semester.running import Semester
from tests.patience import patience

PASSWORD = "a semester of forty nights"
STAFF = {"assistant": "Arif Nuriyev", "advisor": "Advik Rao"}


@dataclass
class Cast:
    """Everybody with a session; `page_of` opens the same session in a browser."""

    site: Semester
    browser: Browser
    instructor: Person
    staff: dict[str, Person] = field(default_factory=dict)
    students: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # of the accounts, as addresses have them
    teams: dict[str, list[str]] = field(default_factory=dict)  # the names of each team's members
    reports: dict[str, str] = field(default_factory=dict)  # where staff see a report of absence, by student
    complaints: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    @property
    def assistant(self) -> Person:
        return self.staff["assistant"]

    @property
    def advisor(self) -> Person:
        return self.staff["advisor"]

    def there(self) -> list[Student]:
        """The students who are in the course now, as the plan has them."""
        return [student for student in STUDENTS if student.number in self.students]

    def page_of(self, person: Person, **options: Any) -> Page:
        """A page of a browser that has this person's session."""
        context = self.browser.new_context(base_url=self.site.address, **options)
        context.add_cookies([{"name": n, "value": v, "url": self.site.address} for n, v in person.cookies.items()])
        self.contexts.append(context)
        page: Page = context.new_page()
        page.set_default_timeout(patience(30_000))
        watch(page, self.site.address, self.complaints, tuple(LOST))
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def enrol(site: Semester, browser: Browser) -> Cast:
    """An instructor by the command line; the class by a list; everybody chooses a password by an invitation."""
    said = site.command("manage", "adduser", "teacher@example.edu", "--name", "Tomas Teacher", "--role", "instructor")
    teacher = Person(site.address, "teacher@example.edu", "Tomas Teacher").sign_in(said.strip().split(",")[1])
    cast = Cast(site, browser, teacher)
    rows = ["email,name,role", *(f"{role}@example.edu,{name},{role}" for role, name in STAFF.items())]
    rows += [f"{one.email},{one.name},student" for one in STUDENTS if one.number != LATER]
    shown = teacher.fill("/people/update/", text="\n".join(rows), do="show")
    people = teacher.send(shown, "/people/update/", do="apply")
    sheet = teacher.send(people, "/people/invite/", how="print")
    accept(cast, sheet.text)
    cast.keys = keys(teacher)
    return cast


def accept(cast: Cast, sheet: str) -> None:
    """Everybody on a sheet of invitations chooses a password, and is signed in."""
    strips = re.findall(r"sign in with <strong>(.*?)</strong>.*?<code>(.*?)</code>", sheet, re.DOTALL)
    assert strips
    for email, link in strips:
        person = Person(cast.site.address, email)
        path = "/" + html.unescape(link).split("/", 3)[3]
        home = person.fill(path, new_password1=PASSWORD, new_password2=PASSWORD)
        assert home.path == "/", home.words
        student = next((one for one in STUDENTS if one.email == email), None)
        if student:
            person.name = student.name
            cast.students[student.number] = person
        else:
            cast.staff[email.partition("@")[0]] = person


def keys(teacher: Person) -> dict[str, str]:
    """The number of each account in addresses, by email."""
    people = teacher.get("/people/").text
    found = re.findall(r'href="/people/(\d+)/">.*?data-label="Email">(.*?)<', people, re.DOTALL)
    return {email: pk for pk, email in found}


def wait_for(site: Semester, what: str, there: Callable[[], Any], seconds: float = 20) -> Any:
    """What comes by itself within seconds."""
    over = time.monotonic() + patience(seconds)
    while time.monotonic() < over:
        if found := there():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come:\n{site.log()[-3000:]}")
