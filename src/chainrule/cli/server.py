"""The server that labs are handed in to: where it is, the personal token, and a request in words."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from chainrule.cli.learn import Refusal

TOKEN = "CHAINRULE_TOKEN"  # the names of environment variables
CONFIG = "CHAINRULE_CONFIG"
REQUEST_SECONDS = 20.0
LARGEST_ANSWER = 2**24  # bytes


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection could carry the token to another host: it counts as a wrong address."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def login_file() -> Path:
    """Where the address and the token are kept."""
    return Path(os.environ.get(CONFIG) or user_config_path("chainrule")) / "login.json"


def checked_address(address: str) -> str:
    """The address without its end. Raises `Refusal` where a token should not go there."""
    try:
        parts = urllib.parse.urlsplit(address)
        host = parts.hostname
    except ValueError:
        parts, host = urllib.parse.urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        raise Refusal(f"{address[:80]} is not a server address\n  fix: write it like https://course.example.edu")
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        raise Refusal("a token would cross the network in the clear\n  fix: use the address that begins with https://")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def checked_token(text: str) -> str:
    """The token without what was copied along. Raises `Refusal`."""
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise Refusal("that is not a token\n  fix: copy it again from your account's page on the site")
    return token


def keep(address: str, token: str) -> Path:
    """Write both down, for this user alone to read."""
    file = login_file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump({"address": address, "token": token}, out)
        part.replace(file)
    except OSError as error:
        raise Refusal(f"{file} cannot be written: {error.strerror}") from error
    return file


def known_login() -> tuple[str, str]:
    """The address and the token. Raises `Refusal` where there is none."""
    try:
        data = json.loads(login_file().read_text(encoding="utf-8"))
        return checked_address(str(data["address"])), checked_token(os.environ.get(TOKEN) or str(data["token"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal("you are not logged in to a server\n  fix: chainrule login https://course.example.edu") from error


def ask(address: str, token: str, path: str, body: bytes | None = None, content_type: str = "") -> dict[str, Any]:
    """One request; the answer as JSON. Raises `Refusal` in words."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    request = urllib.request.Request(address + path, body, headers | ({"Content-Type": content_type} if body else {}))
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=REQUEST_SECONDS) as response:
            answer = json.loads(response.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        raise Refusal(refused(address, error)) from error
    except TimeoutError as error:
        raise Refusal(f"{address} did not answer in {REQUEST_SECONDS:.0f} s; your file is unchanged") from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise Refusal(f"no connection to {address}: {reason}; your file is unchanged\n  fix: try again") from error
    except ValueError as error:
        raise no_course(address) from error
    if not isinstance(answer, dict):
        raise no_course(address)
    return answer


def no_course(address: str) -> Refusal:
    """Something answers there, and it is no course."""
    return Refusal(f"{address} did not answer like a course server\n  fix: chainrule login with the right address")


def refused(address: str, error: urllib.error.HTTPError) -> str:
    """What an HTTP error means to a student."""
    try:
        words = str(json.loads(error.read(2**16))["error"])
    except (OSError, ValueError, KeyError, TypeError):
        words = ""
    if error.code == 401:
        return (
            f"{address} refused the token{': ' + words if words else ''}\n  fix: make a new one, then chainrule login"
        )
    if error.code >= 500:
        return f"{address} has a fault (error {error.code}); your file is unchanged\n  fix: try again later"
    if words:
        return words
    return f"{address} answered with error {error.code}\n  fix: chainrule login with the right address"


def form_with(content: bytes, name: str) -> tuple[bytes, str]:
    """A form that holds a file, and its content type."""
    boundary = uuid.uuid4().hex
    plain = "".join("_" if letter in '"\r\n\\' else letter for letter in name)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{plain}"\r\n'
    start = f"{head}Content-Type: application/octet-stream\r\n\r\n".encode("utf-8", "replace")
    return start + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
