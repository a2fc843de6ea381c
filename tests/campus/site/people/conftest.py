"""An instructor's browser, a class of three, and what a list is sent as."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User

LIST = "/people/update/"
HEAD = "email,name,section,student_id\n"


@pytest.fixture(autouse=True)
def noon(at: Any) -> None:
    at("2026-02-03T12:00")


@pytest.fixture
def staff(instructor: User, client_of: Callable[..., Client]) -> Client:
    return client_of(instructor)


@pytest.fixture
def sona(make_user: Callable[..., User]) -> User:
    return make_user("student", "Sona Aliyeva", "sona@example.edu")


@pytest.fixture
def emre(make_user: Callable[..., User]) -> User:
    return make_user("student", "Emre Yıldırım", "emre@example.edu")


@pytest.fixture
def show(staff: Client) -> Callable[..., Any]:
    """`show(text)` is the preview of a list, and the plan in it."""
    return lambda text: staff.post(LIST, {"text": text, "do": "show"})


@pytest.fixture
def confirm(staff: Client, show: Callable[..., Any]) -> Callable[..., Any]:
    """`confirm(text, gone=[pk])` looks at the preview and confirms what it says."""

    def send(text: str, **more: Any) -> Any:
        form = {"text": text, "seen": show(text).context["plan"].fingerprint, "source": "class.csv", "do": "apply"}
        return staff.post(LIST, form | more)

    return send


@pytest.fixture
def invited(staff: Client, sona: User) -> str:
    """The address of a link for Sona."""
    User.objects.filter(pk=sona.pk).update(password="!none")
    page = staff.post(f"/people/{sona.pk}/do/", {"do": "print"})
    ((_, link),) = page.context["strips"]
    return str(link).removeprefix("http://testserver")
