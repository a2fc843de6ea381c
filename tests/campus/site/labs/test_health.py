"""The health page says whether the sandbox holds, and what is to be done where not."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs import containment, health
from chainrule.labs.sandbox.layers import LAYERS
from chainrule.labs.sandbox.selftest import Row, SelfTest

ROWS = tuple(Row(one, holds=True) for one in LAYERS)
CASES = {
    "all holds": (SelfTest(ROWS), True, "every layer holds", ""),
    "no weights": (SelfTest(ROWS, weighs=False), False, "grades, with a warning: jobs have no weight", "Delegate=yes"),
    "a layer is missing": (
        SelfTest(tuple(Row(one, one.name != "seccomp", "it opened a socket") for one in LAYERS)),
        False,
        "does not grade: the layer &quot;system call filter&quot; is missing",
        "apt-get install libseccomp2",
    ),
}


@pytest.fixture(autouse=True)
def nothing_tried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(("test", "ok", "says", "fix"), CASES.values(), ids=CASES.keys())
def test_the_sandbox_has_a_line(
    test: SelfTest,
    ok: bool,
    says: str,
    fix: str,
    client_of: Callable[[User | None], Client],
    instructor: User,
    monkeypatch: Any,
    settings: Any,
) -> None:
    settings.SANDBOX = True
    monkeypatch.setattr(containment, "self_test", lambda: test)
    page = client_of(instructor).get("/health/").text
    assert says in page.replace("&#x27;", "'")
    assert fix in page
    assert [line.ok for line in health.lines()] == [ok]


def test_a_sandbox_that_is_off_is_named(settings: Any) -> None:
    settings.SANDBOX = False
    (line,) = health.lines()
    assert not line.ok
    assert "CHAINRULE_SANDBOX" in line.fix
