"""`chainrule login` and `chainrule submit`: hand a lab in to a server, with a personal token."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import click
from platformdirs import user_config_path

from chainrule.cli.learn import Refusal, file_for, here, read, the_lab

TOKEN = "CHAINRULE_TOKEN"  # the names of environment variables
CONFIG = "CHAINRULE_CONFIG"
REQUEST_SECONDS = 20.0
POLL_SECONDS = 0.3


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection could carry the token to another host: it counts as a wrong address."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def login_file() -> Path:
    return Path(os.environ.get(CONFIG) or user_config_path("chainrule")) / "login.json"


@click.command()
@click.argument("address")
def login(address: str) -> None:
    """Keep a server's ADDRESS and your personal token, for you alone to read."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refusal(f"{address[:80]} is no address of a server\n  fix: write it as in https://course.example.edu")
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme == "http" and not local:
        raise Refusal("a token would cross the network in the clear\n  fix: use the address that begins with https://")
    token = (os.environ.get(TOKEN) or click.prompt("Personal token", hide_input=True)).strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise Refusal("that is no token\n  fix: copy it again from your page on the site")
    file = login_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump({"address": address.rstrip("/"), "token": token}, out)
        part.replace(file)
    except OSError as error:
        raise Refusal(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"Kept in {file}. Next: chainrule submit 03")


def known_login() -> tuple[str, str]:
    """The address and the token. Raises `Refusal` where there is none."""
    try:
        data = json.loads(login_file().read_text(encoding="utf-8"))
        return str(data["address"]), os.environ.get(TOKEN) or str(data["token"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal("no server is known\n  fix: chainrule login https://course.example.edu") from error


def ask(address: str, token: str, path: str, body: bytes | None = None, content_type: str = "") -> dict[str, Any]:
    """One request; the answer as JSON. Raises `Refusal` in words."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    request = urllib.request.Request(address + path, body, headers | ({"Content-Type": content_type} if body else {}))
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=REQUEST_SECONDS) as response:
            answer = json.loads(response.read(2**24))
    except urllib.error.HTTPError as error:
        raise Refusal(refused(address, error)) from error
    except TimeoutError as error:
        raise Refusal(f"{address} did not answer in {REQUEST_SECONDS:.0f} s; your file is as it was") from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise Refusal(f"no connection to {address}: {reason}; your file is as it was\n  fix: try again") from error
    except ValueError as error:
        raise Refusal(f"{address} gave no answer of a course\n  fix: chainrule login with the right address") from error
    if not isinstance(answer, dict):
        raise Refusal(f"{address} gave no answer of a course\n  fix: chainrule login with the right address")
    return answer


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
        return f"{address} has a fault (error {error.code}); your file is as it was\n  fix: try again later"
    if words:
        return words
    return f"{address} answered with error {error.code}\n  fix: chainrule login with the right address"


@click.command()
@click.argument("lab")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one line of JSON.")
@click.option("--wait", default=120.0, show_default=True, help="Seconds to wait for the verdict.")
def submit(lab: str, file: Path | None, as_json: bool, wait: float) -> None:
    """Hand a lab in and wait for the verdict. Exit status: 0 all checks pass, 1 not all, 2 no verdict."""
    chosen = the_lab(lab)
    path = file_for(chosen, file, here())
    content = read(path)
    address, token = known_login()
    boundary = uuid.uuid4().hex
    name = path.name.replace('"', "_").replace("\r", "_").replace("\n", "_")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = (
        f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()
    )
    sent = ask(address, token, f"/api/labs/{chosen.number}/submit/", body, f"multipart/form-data; boundary={boundary}")
    number = sent.get("submission")
    if type(number) is not int:
        raise Refusal(f"{address} gave no answer of a course\n  fix: chainrule login with the right address")
    click.echo(f"Handed in {path.name} as submission {number}.", err=True)
    end = time.monotonic() + wait
    while True:
        answer = ask(address, token, f"/api/submissions/{number}/")
        if isinstance(answer.get("verdict"), dict):
            break
        if answer.get("problem"):
            raise Refusal(str(answer["problem"]))
        if time.monotonic() > end:
            raise Refusal(
                f"no verdict after {wait:.0f} s; submission {number} is kept and will be graded: see the site"
            )
        time.sleep(POLL_SECONDS)
    told(answer["verdict"], as_json)


def told(verdict: dict[str, Any], as_json: bool) -> None:
    """Print the verdict, and end with the status that `check` would give."""
    checks = verdict.get("checks") or []
    if as_json:
        click.echo(json.dumps(verdict))
    else:
        for each in checks:
            click.echo(f"  {'ok' if each['passed'] else 'NO'}  {each['name']}")
        message = next((each["message"] for each in checks if not each["passed"]), "")
        click.echo(f"\n{message}\n" if message else "")
        click.echo(f"{verdict.get('points')} of {verdict.get('out_of')} points")
    sys.exit(0 if checks and all(each["passed"] for each in checks) else 1)
