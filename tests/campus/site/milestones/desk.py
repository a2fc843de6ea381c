"""A team at a milestone, by the pages that it uses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.project.models import Team

ID = "milestone-1"
PAGE = f"/project/milestones/{ID}/"
WRITE, SEND = f"{PAGE}statement/", f"{PAGE}hand-in/"
IN_TIME, LATE, TOO_LATE = "2026-03-12T12:00", "2026-03-12T23:10", "2026-03-13T23:00:01"
ADDRESS = "https://github.com/null-space/birds"
STATEMENT = {
    "used": "No",
    "what": "None.",
    "checked": "",
}


def zipped(files: Mapping[str, bytes] | None = None) -> bytes:
    """A ZIP with one folder at the top, as “Download ZIP” gives it; the same bytes at every call."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (files or {"README.md": b"# Birds\n"}).items():
            packed.writestr(zipfile.ZipInfo(f"birds-main/{name}"), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def file(content: bytes | None = None, name: str = "birds-main.zip") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, zipped() if content is None else content, "application/zip")


def save(
    client: Client, texts: Mapping[str, str] = STATEMENT, began: Mapping[str, str] | None = None, **more: Any
) -> Any:
    """Save answers of the statement; `began`: the versions that the page was opened with."""
    began = bases(client) if began is None else began
    fields = {f"answer-{id}": text for id, text in texts.items()}
    return client.post(WRITE, fields | {f"base-{id}": began[f"base-{id}"] for id in texts}, **more)


def bases(client: Client) -> dict[str, str]:
    """The version that each field of the page begins from."""
    return dict(re.findall(r'name="(base-[a-z_]+)" value="(\d+)"', client.get(WRITE).text))


def hidden(client: Client) -> dict[str, str]:
    """What the form sends along: the team, and the statement that it showed."""
    return dict(re.findall(r'name="(team|seen)" value="(\d+)"', client.get(SEND).text))


def send(client: Client, do: str = "hand-in", **fields: Any) -> Any:
    """Fill the form in and send it."""
    said = hidden(client) | {"address": ADDRESS, "do": do} | fields
    return client.post(SEND, {name: value for name, value in said.items() if value is not None})


def ready(client: Client) -> None:
    """The statement is written."""
    assert save(client).status_code == 302


def handed_in(team: Team) -> list[HandIn]:
    return list(HandIn.objects.filter(team=team).order_by("number"))
