"""Odd values in every place where a request can hold one, at every address, for every role: never a 500.

The addresses, the names of their parameters and of their forms' fields are read off the site itself, so that a new page
is attacked on the day it is added.
"""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chainrule.campus import site
from chainrule.campus.site import clock
from chainrule.campus.site.accounts import tokens
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import ROLES, VISITOR, takes_token
from chainrule.campus.site.front.door import LARGEST_HEAD

QUIZ_DAY = "2026-02-03T12:00"
GIANT = "9" * 30
ODD = (
    "", "²", "٣", "１２", "-1", "-0", "0", "1e308", "1e999", "nan", "inf", "0x10", "1_0", GIANT, "9" * 5000,
    "9223372036854775808", "a\0b", "a\r\nb", "\u202eabc", "\x1b[31m", "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe", "0001-01-01T00:00", "9999-12-31T23:59", "0000-00-00", "2026-02-30T25:61", "x" * 20_000,
    "<script>alert(1)</script>", "../../etc/passwd", "%s%n{0}", "[]", "{}", "null", "[" * 3000, "true", "🎓", "İı",
)  # fmt: skip
PARTS = {
    "class": ("03", "00", "99", "٠٣"),
    "id": ("1", "0", "2147483648", GIANT, "9" * 5000),
    "int": ("1", "0", "2147483648", GIANT, "9" * 5000),
    "slug": ("quiz-1", "nothing", "x" * 3000),
    "str": ("03", "quiz-1", "%00", "%0A", "%FF", "%ED%A0%80", "..%2f..", "%E2%80%AE"),
}
PLAIN = {name: values[0] for name, values in PARTS.items()}


def patterns() -> Iterator[tuple[str, Any]]:
    """(route, view) of each address."""

    def walk(prefix: str, found: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
        for pattern in found:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(route, pattern.url_patterns)
            else:
                yield "/" + route, pattern.callback

    return walk("", get_resolver().url_patterns)


PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def addresses(route: str) -> list[str]:
    """The route with usual parts, and then with one odd part at a time."""
    kinds = [kind or "str" for kind, _ in PART.findall(route)]

    def filled(values: list[str]) -> str:
        rest = iter(values)
        return PART.sub(lambda match: next(rest), route)

    usual = [PLAIN.get(kind, "1") for kind in kinds]
    odd = [[*usual[:place], value, *usual[place + 1 :]] for place, kind in enumerate(kinds) for value in PARTS[kind]]
    return [filled(usual), *(filled(values) for values in odd)]


def names() -> list[str]:
    """Every name that a view or a form reads from a request: the texts in the site's own code that look like one."""
    found = set()
    for path in Path(site.__file__).parent.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                read = getattr(node.func, "attr", "") in ("get", "line", "text", "whole", "number", "choice", "upload")
                texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found |= {text for text in texts if read and re.fullmatch(r"[a-z_]{1,20}", text)}
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                field = ast.unparse(node.value.func)
                if field.endswith("Field") and isinstance(node.targets[0], ast.Name):
                    found.add(node.targets[0].id)
    return sorted(
        found | {"username", "password", "old_password", "new_password1", "q1-text", "q1-option", "criterion-0"}
    )


NAMES = names()


@pytest.fixture
def ask(client_of: Callable[..., Client], make_user: Callable[..., User], at: Callable[[str], None]) -> Any:
    """`ask(role)` is a browser, or a program with a token, that answers instead of raising."""
    at(QUIZ_DAY)

    def browser(role: str, by_token: bool = False) -> Client:
        user = None if role == VISITOR else make_user(role)
        client = client_of(None if by_token else user)
        if by_token and role in ("student", "assistant", "instructor"):
            assert user is not None
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {tokens.make(user, 'laptop', clock.now())[1]}"
        client.raise_request_exception = False
        return client

    return browser


@pytest.fixture
def unbroken(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[Any, str], None]]:
    """`unbroken(answer, what)` for each answer; at the end all those that were errors are named."""
    caplog.set_level(logging.ERROR, "django.request")  # a log of refusals keeps thousands of whole requests in memory
    broken = []

    def look(answer: Any, what: str) -> None:
        if answer.status_code >= 500 and answer.status_code != 503:
            broken.append(f"{what}: {answer.status_code}")
        with connection.cursor() as cursor:  # PostgreSQL refuses everything after an error that nobody has handled
            cursor.execute("SELECT 1")

    yield look
    assert not broken, "\n".join(broken)


ROUTES = list(patterns())


def encoded(value: str | bytes) -> str:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))


def queries(odd: str | bytes, place: int) -> Iterator[str]:
    """Queries that a request's head has room for: every name with the value, cut where it is long; the whole of a long
    one under some of the names, other ones at each address."""
    room = LARGEST_HEAD // len(NAMES) - 25  # for a value, beside its name
    yield "&".join(f"{name}={encoded(odd[: room // 4] if len(encoded(odd)) > room else odd)}" for name in NAMES)
    if len(encoded(odd)) > room:
        fit = max(1, LARGEST_HEAD // (len(encoded(odd)) + 25))
        yield "&".join(f"{NAMES[(place * fit + n) % len(NAMES)]}={encoded(odd)}" for n in range(fit))


# The quick run tries every value somewhere, another one for each role at an address; the slow one tries all everywhere.
SAMPLE = pytest.mark.parametrize("step", [36, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
C = TypeVar("C")


def some(cases: Sequence[C], place: int, role: str, step: int) -> Sequence[C]:
    """One of the cases or more for every other role at an address where a step is taken; all of them where it is 1."""
    if step > 1 and (place + ROLES.index(role)) % 2:
        return ()
    step = min(step, len(cases))
    return cases[(place + 7 * ROLES.index(role)) % step :: step]


@SAMPLE
@pytest.mark.parametrize("role", ROLES)
def test_no_part_of_an_address_breaks_a_page(ask: Any, unbroken: Any, role: str, step: int) -> None:
    cookies, bearer = ask(role), ask(role, by_token=True)
    for place, (route, view) in enumerate(ROUTES):
        for address in some(addresses(route), place, role, step):
            client = bearer if takes_token(view) else cookies
            unbroken(client.get(address), f"GET {address[:120]} as {role}")


@SAMPLE
@pytest.mark.parametrize("role", ROLES)
def test_no_value_in_the_query_breaks_a_page(ask: Any, unbroken: Any, role: str, step: int) -> None:
    client = ask(role)
    for place, (route, view) in enumerate(ROUTES):
        if takes_token(view):
            continue
        address = addresses(route)[0]
        for odd in some(ODD, place, role, step):
            for query in queries(odd, place):
                unbroken(client.get(f"{address}?{query}"), f"GET {address} with {odd[:30]!r} as {role}")
        for query in some(("&".join(f"{name}=1&{name}=2" for name in NAMES), "&&=&%&%zz&=a=b"), place, role, step):
            unbroken(client.get(f"{address}?{query}"), f"{address} with {query[:20]}... as {role}")


@SAMPLE
@pytest.mark.parametrize("role", ROLES)
def test_no_value_in_a_form_breaks_a_page(ask: Any, unbroken: Any, role: str, step: int) -> None:
    cookies, bearer = ask(role), ask(role, by_token=True)
    for place, (route, view) in enumerate(ROUTES):
        client = bearer if takes_token(view) else cookies
        address = addresses(route)[0]
        if "sign-out" in address:
            continue
        for odd in some(ODD, place, role, step):
            body = "&".join(f"{name}={encoded(odd)}" for name in NAMES)
            answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
            unbroken(answer, f"POST {address} with {odd[:30]!r} as {role}")


BODIES: dict[str, tuple[bytes, str]] = {
    "JSON nested deeply": (b"[" * 100_000, "application/json"),
    "JSON nested and closed": (b'{"attempt":' * 900 + b"1" + b"}" * 900, "application/json"),
    "keys twice": (b'{"attempt": 1, "attempt": 2, "events": []}', "application/json"),
    "no number": (b'{"attempt": NaN, "tab": "t", "events": [Infinity, 1e999]}', "application/json"),
    "a giant number": (b'{"attempt": ' + b"9" * 6000 + b"}", "application/json"),
    "half a letter": (b'{"attempt": 1, "tab": "t", "events": [{"item": "\\ud800"}]}', "application/json"),
    "not UTF-8": (b'{"attempt": "\xff"}', "application/json"),
    "UTF-16": ('{"attempt": 1}'.encode("utf-16"), "application/json"),
    "a list": (b"[]", "application/json"),
    "nothing": (b"", "application/json"),
    "a form in another charset": (b"a=1", "application/x-www-form-urlencoded; charset=utf-16"),
    "a charset that is not there": (b"a=1", "application/x-www-form-urlencoded; charset=no-such"),
    "no boundary": (b"--x", "multipart/form-data"),
    "a boundary of odd letters": (b"--x", "multipart/form-data; boundary=\xc2\xb2"),
    "half a part": (b'--x\r\nContent-Disposition: form-data; name="a"; filename="', "multipart/form-data;boundary=x"),
    "another type": (b"\0\1\2", "image/png"),
    "no type": (b"a=1", ""),
    "many fields": (b"&".join(b"a%d=1" % i for i in range(3000)), "application/x-www-form-urlencoded"),
}  # fmt: skip


@SAMPLE
@pytest.mark.parametrize("role", ["visitor", "student", "instructor"])
def test_no_body_breaks_a_page(ask: Any, unbroken: Any, role: str, step: int) -> None:
    cookies, bearer = ask(role), ask(role, by_token=True)
    for place, (route, view) in enumerate(ROUTES):
        client = bearer if takes_token(view) else cookies
        for what, (body, kind) in some(list(BODIES.items()), place, role, step):
            address = addresses(route)[0]
            if "sign-out" not in address:
                unbroken(client.generic("POST", address, body, content_type=kind), f"POST {address}, {what}, as {role}")


HEADER_VALUES = {
    "HTTP_HOST": ("", "evil.example", "localhost:²", "a\r\nb", "[::1"),
    "CONTENT_LENGTH": ("²", "-1", "", "9" * 5000, "1e3", "nothing"),
    "HTTP_AUTHORIZATION": ("Bearer", "Bearer ²", "Bearer chr_00000000_" + "é" * 43, "Basic \xff", "x" * 9000),
    "HTTP_COOKIE": ("sessionid=\xff; theme=\0", "=;=;", "csrftoken=" + "x" * 9000, "sessionid=" + "²" * 40),
    "HTTP_HX_REQUEST": ("²", "true"),
    "HTTP_HX_CURRENT_URL": ("javascript:alert(1)", "\0", "//evil.example", "http://[", "http://a\r\nb"),
    "HTTP_ACCEPT": ("²", "\0", ""),
    "HTTP_X_FORWARDED_FOR": ("²", "1.2.3.4, \0", "999.1.1.1", "x" * 9000),
    "HTTP_X_FORWARDED_PROTO": ("²",),
    "HTTP_IF_MODIFIED_SINCE": ("Mon, 01 Jan 0001 00:00:00 GMT", "²", "9" * 5000),
    "HTTP_RANGE": ("bytes=²-", "bytes=9" + "9" * 40 + "-"),
    "QUERY_STRING": ("\xff", "%", "a=%ff", "for=\0"),
    "REMOTE_ADDR": ("", "unix:", "²", "::1", "fe80::1%eth0"),
    "REQUEST_METHOD": ("get", "\xff", "BREW", "PUT", "HEAD", "OPTIONS"),
}
HEADERS = [(name, value) for name, values in HEADER_VALUES.items() for value in values]


@SAMPLE
@pytest.mark.parametrize("role", ["visitor", "student", "instructor"])
def test_no_header_breaks_a_page(ask: Any, unbroken: Any, role: str, step: int) -> None:
    cookies, bearer = ask(role), ask(role, by_token=True)
    for place, (route, view) in enumerate(ROUTES):
        client = bearer if takes_token(view) else cookies
        for name, value in some(HEADERS, place, role, step):
            address = addresses(route)[0]
            unbroken(client.get(address, **{name: value}), f"{address}, {name}: {value[:30]!r}, as {role}")
