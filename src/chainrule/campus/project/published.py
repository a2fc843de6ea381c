"""The published list of a draw as JSON: written by the site, read by whoever checks it."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from chainrule.campus.project.draw import NAME, Drawn, Formed, Promise, written
from chainrule.campus.syllabus.model import TEAM_ASSIGNMENTS

MOST_BYTES = 4 * 2**20
MOST_MEMBERS = 1000
HASH = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[A-Z2-7]{5}-[A-Z2-7]{5}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class NotAList(ValueError):
    """This is no published list of a draw; the message says what is wrong with it."""


def promised(promise: Promise) -> dict[str, Any]:
    """What is published before the draw."""
    return {
        "what": NAME,
        "course": promise.course,
        "deadline": written(promise.deadline),
        "commitment": promise.commitment,
        "committed_at": written(promise.at),
        "seed": None,
    }


def as_json(drawn: Drawn) -> dict[str, Any]:
    """What is published after the draw."""
    return promised(drawn.promise) | {
        "seed": drawn.seed,
        "drawn_at": written(drawn.at),
        "rules": {"members": drawn.members, "assigned_to": drawn.assigned_to},
        "students": list(drawn.students),
        "formed": [{"members": list(team.members), "closed": team.closed} for team in drawn.formed],
        "teams": [list(team) for team in drawn.teams],
    }


def read(content: bytes) -> Drawn:
    """A published list. Raises `NotAList`, also for one whose seed is not opened yet."""
    if len(content) > MOST_BYTES:
        raise NotAList(f"it is larger than {MOST_BYTES // 2**20} MiB")
    try:
        found = json.loads(content, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, NotAList) else NotAList("it is not JSON") from None
    if not isinstance(found, dict) or found.get("what") != NAME:
        raise NotAList(f"it does not begin as a list of the draw does: “what” should be “{NAME}”")
    if "seed" in found and found["seed"] is None:
        raise NotAList(f"its seed is not opened yet: the draw is at {written(_moment(found, 'deadline'))}")
    return _drawn(found)


def _drawn(found: Mapping[str, Any]) -> Drawn:
    rules = found.get("rules")
    if not isinstance(rules, dict) or rules.get("assigned_to") not in TEAM_ASSIGNMENTS:
        raise NotAList(f"“rules” should say “assigned_to”, one of {', '.join(TEAM_ASSIGNMENTS)}")
    members = rules.get("members")
    if not isinstance(members, int) or isinstance(members, bool) or not 1 <= members <= MOST_MEMBERS:
        raise NotAList("“rules” should say “members”, a whole number from 1")
    course = found.get("course")
    if not isinstance(course, str):
        raise NotAList("“course” should be a text")
    return Drawn(
        Promise(course, _moment(found, "deadline"), _hash(found, "commitment"), _moment(found, "committed_at")),
        _hash(found, "seed"),
        _moment(found, "drawn_at"),
        members,
        rules["assigned_to"],
        _codes(found.get("students"), "students"),
        tuple(_formed(team) for team in _listed(found, "formed")),
        tuple(_codes(team, "teams") for team in _listed(found, "teams")),
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotAList("a name stands twice in it")
    return found


def _listed(found: Mapping[str, Any], name: str) -> list[Any]:
    if not isinstance(found.get(name), list):
        raise NotAList(f"“{name}” should be a list")
    return list(found[name])


def _codes(found: Any, name: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(one, str) and CODE.fullmatch(one) for one in found):
        raise NotAList(f"“{name}” should hold codes of students, as in IHQKS-REPSH")
    return tuple(found)


def _formed(found: Any) -> Formed:
    if not isinstance(found, dict) or not isinstance(found.get("closed"), bool):
        raise NotAList("“formed” should hold teams, each with “members” and “closed”")
    return Formed(tuple(sorted(_codes(found.get("members"), "formed"))), found["closed"])


def _hash(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not HASH.fullmatch(value):
        raise NotAList(f"“{name}” should be 64 digits of 0-9 and a-f")
    return value


def _moment(found: Mapping[str, Any], name: str) -> dt.datetime:
    value = found.get(name)
    try:
        if isinstance(value, str) and MOMENT.fullmatch(value):
            return dt.datetime.fromisoformat(value)
    except ValueError:
        pass
    raise NotAList(f"“{name}” should be a moment, as in 2026-02-03T19:00:00Z")
