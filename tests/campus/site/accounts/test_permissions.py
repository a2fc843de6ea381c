"""Every address of the site, for every role: the answer is what the permission table says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import URLPattern, URLResolver, get_resolver

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import tokens
from chainrule.campus.site.accounts.permissions import (
    LEARNER,
    PUBLIC,
    ROLES,
    STUDENT,
    TABLE,
    VISITOR,
    action_of,
    requires,
    takes_token,
)
from chainrule.campus.site.middleware import PermissionMiddleware
from chainrule.campus.site.project.models import Membership, Team

SAMPLES = {"id": "1", "class": "03", "uuid": "00000000-0000-4000-8000-000000000000"}


def every_address() -> Iterator[tuple[str, Any]]:
    """(an address, its view) for each pattern, with sample values in place of the converters."""

    def walk(prefix: str, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(route, pattern.url_patterns)
            else:
                address = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: SAMPLES.get(m.group(1) or "str", "quiz-1"), route)
                yield "/" + address, pattern.callback

    return walk("", get_resolver().url_patterns)


ADDRESSES = list(every_address())
PAGES = [(address, view) for address, view in ADDRESSES if not takes_token(view)]
FOR_PROGRAMS = [(address, view) for address, view in ADDRESSES if takes_token(view)]


@pytest.mark.parametrize(("address", "view"), ADDRESSES, ids=[a for a, _ in ADDRESSES])
def test_every_view_names_an_action_of_the_table(address: str, view: Any) -> None:
    assert action_of(view) in TABLE


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("address", "view"), PAGES, ids=[a for a, _ in PAGES])
def test_each_role_gets_what_the_table_says(address: str, view: Any, role: str, make_user: Any, client_of: Any) -> None:
    user = None if role == VISITOR else make_user(role)
    allowed = role in TABLE[action_of(view) or ""]
    for method in ("get", "post"):
        if allowed and method == "post":
            continue  # what a form does is its own app's test
        answer = getattr(client_of(user), method)(address)
        if allowed:
            assert answer.status_code in (200, 302, 400, 404, 405), f"{role} should reach {address}"
            assert not answer.headers.get("Location", "").startswith("/sign-in/")
        elif role == VISITOR:
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/sign-in/?next=")
        else:
            assert answer.status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_form_of_who_may_send_it_is_answered_in_words(role: str, make_user: Any, client_of: Any) -> None:
    user = None if role == VISITOR else make_user(role)
    sent = [address for address, view in PAGES if role in TABLE[action_of(view) or ""]]
    answers = {address: client_of(user).post(address) for address in sent}
    answered = {200, 204, 302, 400, 404, 405, 409, 422, 429}
    assert {address: a.status_code for address, a in answers.items() if a.status_code not in answered} == {}
    away = [address for address, a in answers.items() if a.headers.get("Location", "").startswith("/sign-in/?next=")]
    assert away == []


def test_a_member_of_a_team_may_what_a_student_may(make_user: Any, client_of: Any) -> None:
    member = make_user(STUDENT)
    Membership.objects.create(team=Team.objects.create(name="Herons"), student=member, how=Membership.How.MADE)
    client = client_of(member)
    allowed = {address for address, view in PAGES if STUDENT in TABLE[action_of(view) or ""]}
    refused = {address for address, _ in PAGES if client.get(address).status_code == 403}
    assert refused == {address for address, _ in PAGES} - allowed


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_was_dropped_is_a_visitor(role: str, make_user: Any, client_of: Any) -> None:
    user = make_user(role)
    client = client_of(user)
    user.is_active = False
    user.save()
    closed = [address for address, view in PAGES if VISITOR not in TABLE[action_of(view) or ""]]
    opened = [address for address in closed if not is_sent_to_sign_in(client.get(address))]
    assert opened == []


def is_sent_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("address", "view"), FOR_PROGRAMS, ids=[a for a, _ in FOR_PROGRAMS])
def test_an_address_for_programs_takes_a_token_and_no_cookie(
    address: str, view: Any, role: str, make_user: Any, client_of: Any
) -> None:
    user = None if role == VISITOR else make_user(role)
    assert all(getattr(client_of(user), method)(address).status_code == 401 for method in ("get", "post"))
    if user is not None:
        text = tokens.make(user, "laptop", clock.now())[1]
        answer = client_of(None).get(address, headers={"Authorization": f"Bearer {text}"})
        allowed = role in TABLE[action_of(view) or ""]
        assert answer.status_code in ((200, 404, 405) if allowed else (403,))
        assert answer.status_code == 405 or "error" in answer.json() or allowed


def test_addresses_for_programs_lie_below_api_and_are_the_only_ones_without_the_form_check() -> None:
    assert all(address.startswith("/api/") for address, _ in FOR_PROGRAMS)
    assert not [a for a, view in PAGES if a.startswith("/api/") or getattr(view, "csrf_exempt", False)]
    assert len(FOR_PROGRAMS) >= 3


def test_a_view_that_names_no_action_is_refused_to_all(rf: Any, instructor: Any) -> None:
    request = rf.get("/")
    request.user = instructor
    with pytest.raises(PermissionDenied, match="names no action"):
        PermissionMiddleware(lambda r: None).process_view(request, lambda r: None, (), {})  # type: ignore[arg-type,return-value]


def test_an_action_outside_the_table_cannot_be_required() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"no action 'grades\.raed_own'"):
        requires("grades.raed_own")


def test_every_row_names_roles_that_exist() -> None:
    assert all(roles and roles <= {*ROLES, LEARNER, PUBLIC} for roles in TABLE.values())


@pytest.mark.parametrize(
    ("headers", "status", "location"),
    [
        ({"HX-Request": "true", "HX-Current-URL": "/lectures/03/"}, 401, "HX-Redirect"),
        ({"Accept": "application/json"}, 401, None),
        ({"Accept": "text/html,*/*"}, 302, "Location"),
    ],
)
def test_a_visitor_is_told_to_sign_in_in_the_way_that_asked(
    client_of: Any, headers: dict[str, str], status: int, location: str | None
) -> None:
    answer = client_of(None).get("/account/", headers=headers)
    assert answer.status_code == status
    if location:
        assert "/sign-in/?next=" in answer.headers[location]


def test_an_address_that_no_redirect_can_hold_leads_home_after_the_sign_in(client_of: Any) -> None:
    answer = client_of(None).get("/grades/", {"for": "x" * 20_000})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/"
