"""The page "How student code is contained": the attack corpus and its layers; for staff, whether each holds here."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.labs.sandbox.containment import GROUPS, LIMITS, Row, containment_table
from chainrule.labs.sandbox.layers import LAYERS, Layer
from chainrule.labs.sandbox.selftest import SelfTest, self_test

KEPT_SECONDS = 600
TRIED = "containment-tried"
WORDS = {
    "reading": "Reading what is not theirs",
    "writing": "Writing where it must not",
    "exhausting": "Using up the machine",
    "escaping": "Getting out of the box",
    "network": "Reaching the network",
    "cheating": "Getting points for nothing",
}
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Shown:
    """A layer, the attacks that it stops, and those that got through when a test switched it off."""

    layer: Layer
    stops: tuple[Row, ...]
    proven_by: tuple[Row, ...]
    holds: bool | None = None
    detail: str = ""


def shown(rows: Sequence[Row], test: SelfTest | None) -> list[Shown]:
    """Each layer with its attacks, and its state where it was tried."""
    state = {row.layer.name: row for row in test.rows} if test else {}
    return [
        Shown(
            one,
            tuple(row for row in rows if one in row.stopped_by),
            tuple(row for row in rows if one in row.succeeds_without),
            state[one.name].holds if one.name in state else None,
            state[one.name].detail if one.name in state else "",
        )
        for one in LAYERS
    ]


def tried() -> SelfTest | None:
    """The layers tried on this machine, at most so often; None where there can be no sandbox."""
    if not sys.platform.startswith("linux"):
        return None
    with _one_at_a_time:
        known = cache.get(TRIED)
        if known is None:
            known = self_test()
            cache.set(TRIED, known, KEPT_SECONDS)
    return known if isinstance(known, SelfTest) else None


@requires("containment.read")
@require_GET
def containment(request: HttpRequest) -> HttpResponse:
    """What a layer does, which attacks it stops, what nothing can stop."""
    rows = containment_table()
    staff = allows(request.user, "health.read")
    test = tried() if staff else None
    context = {
        "layers": shown(rows, test),
        "attacks": len(rows),
        "groups": [(group, WORDS[group], [row for row in rows if row.group == group]) for group in GROUPS],
        "limits": LIMITS.partition("\n")[2],
        "staff": staff,
        "test": test,
    }
    return render(request, "labs/containment.html", context)


@requires("health.read")
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """Forget what was tried: the page tries anew."""
    cache.delete(TRIED)
    return redirect("labs:containment")
