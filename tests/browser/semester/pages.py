"""Somebody who uses the site without a browser: pages, their forms with all that is in them, real CSRF tokens."""

import html
import http.client
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass
class Form:
    """A form as the page has it: where it goes, how, and what a browser would send of it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Gathers the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.area, self.select = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "yes" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get"))
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "button":
            self.form.buttons.append((name, value))
        elif tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.form.fields[name] = value or ("on" if given.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self.area, self.form.fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.form.fields):
            self.form.fields[self.select] = value

    def handle_data(self, data: str) -> None:
        if self.area and self.form is not None:
            self.form.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form is not None:
            self.form.fields[self.area] = self.form.fields[self.area].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""


@dataclass(frozen=True)
class Page:
    """What came back, after redirects."""

    path: str
    status: int
    text: str

    @property
    def words(self) -> str:
        """The text that a reader sees, with single blanks."""
        bare = re.sub(r"<(script|style)\b.*?</\1>", " ", self.text, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())

    def form(self, action: str = "", holding: str = "") -> Form:
        """The form that goes to this address, or that has a field or a button of this name or value."""
        here = self.path.partition("?")[0]
        for one in Reader(self.text).forms:
            there = {*one.fields, *(part for button in one.buttons for part in button)}
            goes_there = (one.action or here) == (action or here)
            if one.method == "post" and goes_there and (not holding or holding in there):
                return one
        raise AssertionError(f"{self.path} has no form for {action or 'itself'} {holding}: {self.words[:2000]}")

    def links(self, pattern: str) -> list[str]:
        return list(dict.fromkeys(html.unescape(one) for one in re.findall(rf'href="({pattern})"', self.text)))


@dataclass
class Person:
    """Somebody with a session of their own."""

    address: str
    email: str
    name: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Page:
        """One request, and those that it redirects to."""
        for _ in range(5):
            status, location, text = self._once(method, path, body, kind)
            if status not in (302, 303):
                return Page(path, status, text)
            there = urlsplit(urljoin(self.address + path, location))
            method, body, path = "GET", None, there.path + (f"?{there.query}" if there.query else "")
        raise AssertionError(f"{path} redirects without end")

    def _once(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items()), "Accept": "text/html"}
        headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")} if kind else {}
        for last in (False, True):
            self.connection = self.connection or http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=300)
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except (ConnectionError, http.client.HTTPException):  # it was closed meanwhile
                self.connection.close()
                self.connection = None
                if last:
                    raise
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.getheader("Location", ""), content.decode()

    def get(self, path: str) -> Page:
        """A page that must be there."""
        page = self.ask("GET", path)
        assert page.status == 200, f"{self.email}: {path} answers {page.status}: {page.words[:1500]}"
        return page

    def send(self, page: Page, action: str = "", holding: str = "", **given: str | None) -> Page:
        """Fill in a form of a page and send it. None takes a field out. It must be taken."""
        form = page.form(action, holding)
        fields = {name.replace("__", "-"): value for name, value in (form.fields | given).items() if value is not None}
        sent = self.ask("POST", form.action or page.path, urlencode(fields).encode(), FORM)
        assert sent.status == 200, f"{self.email}: {page.path} {given} answers {sent.status}: {sent.words[:3000]}"
        return sent

    def fill(self, path: str, action: str = "", holding: str = "", **given: str | None) -> Page:
        """The same on the page of this address."""
        return self.send(self.get(path), action, holding, **given)

    def send_json(self, path: str, body: Any) -> Any:
        sent = self.ask("POST", path, json.dumps(body).encode(), "application/json")
        assert sent.status == 200, f"{self.email}: {path} answers {sent.status}: {sent.text[:1500]}"
        return json.loads(sent.text)

    def sign_in(self, password: str) -> "Person":
        page = self.fill("/sign-in/", username=self.email, password=password)
        assert page.path == "/", page.words
        return self
