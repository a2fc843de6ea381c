"""`chainrule login`, `submit` and `logout`: hand a lab in to a server, with a personal token."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from chainrule.cli import show
from chainrule.cli.learn import Refusal, file_for, here, read, remember, the_lab
from chainrule.cli.server import (
    TOKEN,
    ask,
    checked_address,
    checked_token,
    form_with,
    keep,
    known_login,
    login_file,
    no_course,
)
from chainrule.labs import Lab, Result, Verdict

LARGEST_FILE = 10 * 2**20  # bytes, as on the site
FIRST_POLL_SECONDS, POLL_SECONDS = 0.1, 1.0


@click.command()
@click.argument("address")
def login(address: str) -> None:
    """Keep a server's ADDRESS and your personal token, for you alone to read.

    A token is made on your account's page on the site, and can be revoked there.
    """
    server = checked_address(address)
    token = checked_token(os.environ.get(TOKEN) or click.prompt("Personal token", hide_input=True))
    answer = ask(server, token, "/api/account/")
    if not isinstance(answer.get("name"), str):
        raise no_course(server)
    file = keep(server, token)
    click.echo(f"You are {answer['name']} in {answer.get('course', 'a course')}. Kept in {file}.")
    click.echo("Next: chainrule submit 03")


@click.command()
def logout() -> None:
    """Forget the server and the token on this machine. The token itself is revoked on the site."""
    try:
        login_file().unlink()
    except FileNotFoundError:
        click.echo("You were not logged in.")
    except OSError as error:
        raise Refusal(f"{login_file()} cannot be removed: {error.strerror}") from error
    else:
        click.echo("Forgotten here. If somebody else may have the token, revoke it on your account's page.")


@click.command()
@click.argument("lab")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one line of JSON.")
@click.option("--all", "every", is_flag=True, help="Show every failure in full, not only the first.")
@click.option("--wait", default=120.0, show_default=True, help="Seconds to wait for the verdict.")
def submit(lab: str, file: Path | None, as_json: bool, every: bool, wait: float) -> None:
    """Hand a lab in, as a Python file or a notebook, and wait for the verdict.

    Exit status: 0 all checks pass, 1 not all, 2 no verdict.
    """
    chosen = the_lab(lab)
    path = file_for(chosen, file, here())
    content = read(path)
    if len(content) > LARGEST_FILE:
        raise Refusal(f"{path} has {len(content):,} bytes; at most 10 MB are taken")
    address, token = known_login()
    body, content_type = form_with(content, path.name)
    sent = ask(address, token, f"/api/labs/{chosen.number}/submit/", body, content_type)
    number = sent.get("submission")
    if type(number) is not int:
        raise no_course(address)
    click.echo(f"Handed in {path.name} as submission {number}: {sent.get('address', address)}", err=True)
    told = verdict_of(chosen, waited_for(address, token, number, wait), address)
    remember(path, chosen, told)
    if as_json:
        click.echo(json.dumps(told.as_dict()))
    else:
        shown(chosen, told, every=every)
    sys.exit(0 if told.passed else 1)


def waited_for(address: str, token: str, number: int, seconds: float) -> dict[str, Any]:
    """The verdict's data, once it is there. Raises `Refusal` where none comes."""
    end, pause = time.monotonic() + seconds, FIRST_POLL_SECONDS
    while True:
        answer = ask(address, token, f"/api/submissions/{number}/")
        if isinstance(answer.get("verdict"), dict):
            return dict(answer["verdict"])
        if answer.get("problem"):
            raise Refusal(str(answer["problem"]))
        if time.monotonic() > end:
            words = f"no verdict after {seconds:.0f} s; submission {number} is kept and will be graded: see the site"
            raise Refusal(words)
        time.sleep(pause)
        pause = min(pause * 1.5, POLL_SECONDS)


def verdict_of(lab: Lab, data: dict[str, Any], address: str) -> Verdict:
    """The verdict as `check` makes one. Raises `Refusal` where the server's answer is none."""
    known = {check.name: check for check in lab.checks}
    try:
        results = tuple(
            Result(
                name=str(each["name"]),
                sentence=str(each.get("sentence") or each["name"]),
                points=int(each.get("points", known[each["name"]].points if each["name"] in known else 0)),
                passed=each["passed"] is True,
                message=str(each["message"]),
                waits_for=str(each.get("waits_for", "")),
            )
            for each in data["checks"]
        )
        return Verdict(
            lab=lab.number,
            file=str(data["file"]),
            sha256=str(data["sha256"]),
            seed=int(data.get("seed", 0)),
            isolated=data.get("isolated") is True,
            description=str(data.get("description", "")),
            results=results,
            problem=str(data.get("problem", "")),
            output=str(data.get("output", "")),
            seconds=float(data.get("seconds", 0.0)),
            out_of=int(data["out_of"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise no_course(address) from error


def shown(lab: Lab, verdict: Verdict, *, every: bool) -> None:
    """The verdict as `check` shows it."""
    out = show.console()
    show.heading(out, lab, verdict.file, verdict.sha256, datetime.now(), verdict.description)
    if not verdict.problem:
        for result in verdict.results:
            show.line(out, result)
        out.print()
    show.summary(out, verdict, every=every)
    show.total(out, verdict)
