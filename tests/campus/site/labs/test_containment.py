"""The page "How student code is contained"."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs import containment
from chainrule.labs.sandbox.containment import containment_table
from chainrule.labs.sandbox.layers import LAYERS
from chainrule.labs.sandbox.selftest import Row, SelfTest

ClientOf = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def nothing_tried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_everybody_reads_every_layer_and_every_attack(client_of: ClientOf) -> None:
    page = client_of(None).get("/containment/")
    rows = containment_table()
    assert page.text.count("<tr><td>") == len(rows) >= 60
    assert page.text.count('class="layer"') == len(LAYERS)
    assert "Read the checks of the lab." in page.text
    assert "The kernel." in page.text
    assert "On this server" not in page.text


def test_a_layer_names_the_attacks_that_it_stops() -> None:
    rows = containment_table()
    shown = containment.shown(rows, None)
    assert {row.name for one in shown for row in one.stops} == {row.name for row in rows}
    seccomp = next(one for one in shown if one.layer.name == "seccomp")
    assert seccomp.stops
    assert set(seccomp.proven_by) <= set(seccomp.stops)


@pytest.mark.needs("control groups")
def test_staff_see_each_layer_tried_on_this_server(client_of: ClientOf, assistant: User) -> None:
    page = client_of(assistant).get("/containment/").text
    assert "On this server" in page
    assert page.count("holds</span>") >= len(LAYERS) - 2, "control groups may be missing where the tests run"


def test_a_missing_layer_says_what_to_do(client_of: ClientOf, assistant: User, monkeypatch: Any) -> None:
    tests: list[object] = []

    def without_seccomp() -> SelfTest:
        tests.append(None)
        return SelfTest(tuple(Row(one, one.name != "seccomp", "a socket <b>opened</b>") for one in LAYERS))

    monkeypatch.setattr(containment, "self_test", without_seccomp)
    client = client_of(assistant)
    page = client.get("/containment/").text
    assert "This machine does not grade" in page
    assert "apt-get install libseccomp2" in page
    assert "<b>opened" not in page
    client.get("/containment/")
    assert len(tests) == 1, "it is kept for a while"
    assert client.post("/containment/try/", follow=True).status_code == 200
    assert len(tests) == 2


def test_a_student_cannot_make_the_server_try(client_of: ClientOf, student: User) -> None:
    assert client_of(student).post("/containment/try/").status_code == 403
