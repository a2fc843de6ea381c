"""A browser small enough for a benchmark: one kept connection, a session that was made beforehand, forms and JSON."""

import http.client
import json
import re
import secrets
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 120.0  # seconds for one answer; an honest request that takes longer is an error
CLASSROOM = "127.0.0.1"  # where the honest class is
ELSEWHERE = "127.0.0.66"  # where attackers are: also this machine, by another address


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    location: str = ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """Who asks, from which address."""

    port: int
    session: str = ""
    source: str = CLASSROOM
    csrf: str = field(default_factory=lambda: secrets.token_hex(16))
    connection: http.client.HTTPConnection | None = None
    patience: float = PATIENCE

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """Send a form."""
        content = urllib.parse.urlencode(fields or {}).encode()
        return self.request("POST", path, content, {"Content-Type": "application/x-www-form-urlencoded"} | headers)

    def post_json(self, path: str, body: Any) -> Reply:
        return self.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def send_unheard(self, path: str, body: Any) -> None:
        """Send JSON and be gone before the answer comes: the network was cut."""
        headers = {"Content-Type": "application/json", "Cookie": self.cookies(), "X-CSRFToken": self.csrf}
        connection = self._connected()
        connection.request("POST", path, json.dumps(body).encode(), headers)
        connection.close()

    def upload(self, path: str, name: str, content: bytes) -> Reply:
        """Send a form with one file."""
        limit = secrets.token_hex(12)
        head = f'--{limit}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + content + f"\r\n--{limit}--\r\n".encode()
        return self.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={limit}"})

    def request(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        """One request over the kept connection, or over a new one where the server closed it meanwhile."""
        sent = {"Cookie": self.cookies(), "X-CSRFToken": self.csrf, "Connection": "keep-alive"} | dict(headers)
        kept = self.connection is not None
        try:
            return self._once(method, path, body, sent)
        except (ConnectionError, http.client.HTTPException):
            self.close()
            if not kept:
                raise
            return self._once(method, path, body, sent)
        except OSError:
            self.close()
            raise

    def _once(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        if self.connection is None:
            self.connection = self._connected()
        self.connection.request(method, path, body, dict(headers))
        answer = self.connection.getresponse()
        reply = Reply(answer.status, answer.read(), answer.getheader("Location", ""))
        for cookie in answer.headers.get_all("Set-Cookie", []):
            if found := re.match(r"sessionid=([a-z0-9]+)", cookie):
                self.session = found[1]
        return reply

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.patience, source_address=(self.source, 0)
        )

    def cookies(self) -> str:
        session = f"; sessionid={self.session}" if self.session else ""
        return f"csrftoken={self.csrf}{session}"

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def paper_state(page: str) -> dict[str, Any]:
    """What the page of an attempt tells its script: attempt, tab, answers, ..."""
    found = re.search(r'<script id="paper-state" type="application/json">(.*?)</script>', page, re.DOTALL)
    if found is None:
        raise ValueError("this page is no attempt")
    state: dict[str, Any] = json.loads(found[1])
    return state


def kinds(page: str) -> dict[int, str]:
    """The kind of each question of an attempt's page."""
    return {int(item): kind for item, kind in re.findall(r'data-item="(\d+)" data-kind="(\w+)"', page)}
