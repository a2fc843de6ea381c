"""The lines of the log: whatever somebody typed, one record is one line that begins with its time."""

import io
import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from chainrule.campus.site.logs import LineFormatter, escaped

FORGED = "2026-02-03 10:00:00,000 INFO campus: the instructor signed in"
ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e"]


def logger() -> tuple[logging.Logger, io.StringIO]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    line = dict(settings.LOGGING["formatters"]["line"])
    assert line.pop("()") == "chainrule.campus.site.logs.LineFormatter"
    handler.setFormatter(LineFormatter(line.pop("format"), **line))
    found = logging.Logger("any.logger")
    found.addHandler(handler)
    return found, out


@pytest.mark.parametrize("end", ENDS)
def test_a_line_break_in_a_message_forges_no_line(end: str) -> None:
    log, out = logger()
    log.warning("Not Found: %s", f"/lectures/{end}{FORGED}")
    assert len(out.getvalue().removesuffix("\n").splitlines()) == 1


@pytest.mark.parametrize("end", ENDS)
def test_an_error_with_line_breaks_stands_below_its_record(end: str) -> None:
    log, out = logger()
    try:
        raise ValueError(f"x{end}{FORGED}")
    except ValueError:
        log.exception("it failed")
    first, *others = out.getvalue().removesuffix("\n").splitlines()
    assert first.endswith("ERROR any.logger: it failed")
    assert all(line.startswith("    | ") for line in others)


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202egnp", "\ud800", "\0"])
def test_what_cannot_be_seen_is_written_out(text: str) -> None:
    assert escaped(text).isprintable()
    assert "\\" in escaped(text)


def test_letters_of_all_scripts_stay_and_an_endless_message_is_cut() -> None:
    assert escaped("/dərslər/ü") == "/dərslər/ü"
    log, out = logger()
    log.warning("x" * 100_000)
    assert len(out.getvalue()) < 5_000


def test_every_handler_of_the_site_writes_such_lines() -> None:
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert not [name for name, each in settings.LOGGING["loggers"].items() if each.get("handlers")]


def test_an_address_with_line_breaks_is_logged_on_one_line(client: Client, db: None, caplog: Any) -> None:
    log, out = logger()
    with caplog.at_level(logging.WARNING):
        client.get(f"/nothing/%0A{FORGED}/")
    for record in caplog.records:
        log.handle(record)
    lines = out.getvalue().removesuffix("\n").splitlines()
    assert lines
    assert not [line for line in lines if re.match(re.escape(FORGED), line)]
