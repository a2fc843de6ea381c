"""Receipts: the answers of an attempt that the server acknowledged, chained by SHA-256, and a list of them compared.

The chain of an attempt has one link for each acknowledged answer, in the order in which the server stored them:

    start    = SHA-256(["chainrule receipts 1", attempt, paper, round, began, drawn])
    hash 1   = SHA-256([start, 1, client, sequence, turn, item, answer, received])
    hash n   = SHA-256([hash n-1, n, client, sequence, turn, item, answer, received])

where `drawn` is [[number, question, seed, fingerprint], ...], in the order of the paper. What is hashed is the JSON of
that list in its canonical form: ASCII (what is beyond it as \\uXXXX), the names in an object in order, no blanks, whole
numbers without a point. Times are in UTC with microseconds: 2026-02-03T14:00:00.000000Z. So `start` binds the attempt,
the paper, and the questions as they were drawn; each hash binds all the answers before it.

Anybody can compute a hash. That the server gave it, its seal says: HMAC-SHA256 of the hash, with a key that is made of
the server's secret key. A seal is made only of a row that was read back from the database. Source of the construction:
Haber and Stornetta, "How to Time-Stamp a Digital Document" (1991), section 5.1.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

VERSION = 1
NAME = "chainrule receipts 1"
MOST = 50_000  # answers in a list
LARGEST = 2**53  # a number that a browser keeps exactly
HEX = re.compile(r"[0-9a-f]{64}")
What = Literal["equal", "held", "waiting", "unknown", "differs", "missing", "broken"]


class NotAList(ValueError):
    """What was handed in is no list of receipts; the message says what is wrong with it."""


@dataclass(frozen=True)
class Link:
    """One answer with its receipt. An answer that waits to be sent has none: `link` is 0, and the hashes are empty.

    Args:
        link: its place in the chain, from 1.
        client, sequence, turn, item, answer: as in `AnswerEvent`.
        received: when the server had it, as `moment` writes it.
        previous: the hash before it; the chain's start for the first one.
    """

    link: int
    client: str
    sequence: int
    turn: int
    item: int
    answer: Any
    received: str = ""
    previous: str = ""
    hash: str = ""
    seal: str = ""

    @property
    def says(self) -> tuple[object, ...]:
        """What the receipt is about: two links that say the same hold the same answer."""
        return self.client, self.sequence, self.turn, self.item, canonical(self.answer), self.received


@dataclass(frozen=True)
class Listed:
    """A list of receipts as somebody handed it in: which attempt it says it is of, and its links in order."""

    attempt: int
    start: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Finding:
    """What is so about one answer of a list, in a word, and why in words ("" where all is well)."""

    link: Link
    what: What
    why: str = ""

    @property
    def is_well(self) -> bool:
        """Whether the server holds exactly this answer."""
        return self.what in ("equal", "held")


@dataclass(frozen=True)
class Report:
    """A list beside what the server holds. `beyond`: how many answers the server holds that the list does not have."""

    findings: tuple[Finding, ...]
    beyond: int

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """The answers that the server does not hold as the list says."""
        return tuple(finding for finding in self.findings if not finding.is_well)

    def verdict(self) -> str:
        """The whole in a sentence."""
        count = len(self.findings)
        if not count:
            return "The list holds no answers: none was saved when it was made."
        if not self.wrong:
            return f"The server holds exactly {'this 1 answer' if count == 1 else f'these {count} answers'}."
        return f"The server does not hold {len(self.wrong)} of {count} answers as the list has them."


# --- the chain ---


def canonical(value: object) -> str:
    """The one JSON text of a value, whatever the order in which its names came."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def digest(value: object) -> str:
    """The SHA-256 of a value's canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def moment(when: dt.datetime) -> str:
    """A moment as it is hashed."""
    return f"{when.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def start_of(attempt: int, paper: str, round_: int, began: dt.datetime, items: Iterable[Mapping[str, Any]]) -> str:
    """The start of an attempt's chain; `items` are those of `Paper.as_dict`."""
    drawn = [[item[name] for name in ("number", "question", "seed", "fingerprint")] for item in items]
    return digest([NAME, attempt, paper, round_, moment(began), drawn])


def hash_of(link: Link) -> str:
    """The hash that a link must have, from what it says and the hash before it."""
    said = [link.client, link.sequence, link.turn, link.item, link.answer, link.received]
    return digest([link.previous, link.link, *said])


def chained(last: int, before: str, answers: Iterable[Link]) -> list[Link]:
    """The answers as the next links after number `last`, whose hash is `before` (0 and the start in the beginning)."""
    made = []
    for number, answer in enumerate(answers, last + 1):
        link = replace(answer, link=number, previous=before)
        before = hash_of(link)
        made.append(replace(link, hash=before))
    return made


def breaks(links: Sequence[Link], start: str) -> list[int]:
    """The numbers of the links of a whole chain that do not follow: what was stored has been changed since."""
    found, before = [], start
    for number, link in enumerate(links, 1):
        if link.link != number or link.previous != before or hash_of(link) != link.hash:
            found.append(link.link)
        before = link.hash
    return found


# --- a list, and whether the server holds it ---


def as_list(attempt: int, paper: str, start: str, links: Iterable[Link]) -> dict[str, Any]:
    """The JSON of a list, as the page and the server give it."""
    answers = [vars(link) for link in links]
    return {"receipts": VERSION, "paper": paper, "attempt": attempt, "start": start, "answers": answers}


def read_list(body: Mapping[str, Any]) -> Listed:
    """The list in a file's JSON. Raises `NotAList`, which names the entry that cannot be read."""
    if body.get("receipts") != VERSION or isinstance(body.get("receipts"), bool):
        raise NotAList("it does not begin as a list of receipts does: take the file that the paper’s page saves")
    answers = body.get("answers")
    if not isinstance(answers, list) or len(answers) > MOST:
        raise NotAList(f"`answers` must be a list of at most {MOST:,}")
    attempt = _number(body, "attempt", "the list")
    start = _digits(body, "start", "the list")
    return Listed(attempt, start, tuple(_read(entry, place) for place, entry in enumerate(answers, 1)))


def _read(entry: object, place: int) -> Link:
    where = f"answer {place} of the list"
    if not isinstance(entry, Mapping):
        raise NotAList(f"{where} is no JSON object")
    client, received = entry.get("client"), entry.get("received", "")
    if not isinstance(client, str) or not isinstance(received, str) or max(len(client), len(received)) > 40:
        raise NotAList(f"{where}: `client` and `received` must be texts of at most 40 characters")
    numbers = {name: _number(entry, name, where) for name in ("sequence", "item")}
    numbers |= {name: _number(entry, name, where, 0) for name in ("link", "turn")}
    hashes = {name: _digits(entry, name, where, "") for name in ("previous", "hash", "seal")}
    if not hashes["hash"]:
        return Link(0, client, numbers["sequence"], 0, numbers["item"], entry.get("answer"))
    said = (client, numbers["sequence"], numbers["turn"], numbers["item"], entry.get("answer"), received)
    return Link(numbers["link"], *said, hashes["previous"], hashes["hash"], hashes["seal"])


def _number(entry: Mapping[str, Any], name: str, where: str, otherwise: int | None = None) -> int:
    value = entry.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise NotAList(f"{where}: `{name}` must be a whole number")
    return value


def _digits(entry: Mapping[str, Any], name: str, where: str, otherwise: str | None = None) -> str:
    value = entry.get(name, otherwise)
    if not isinstance(value, str) or not (HEX.fullmatch(value) or value == otherwise):
        raise NotAList(f"{where}: `{name}` must be 64 hexadecimal digits")
    return value


def compare(listed: Listed, held: Sequence[Link], start: str, sealed: Callable[[Link], bool]) -> Report:
    """A list beside the answers that the server holds of that attempt, in the order of its chain.

    An answer is `equal`; or `held`, where the list has no receipt for it, and the server holds it all the same. Else:

    * `broken`: the receipt in the list is not one: its hash does not fit what it says, or the links before it;
    * `differs`: the server holds something else under this number;
    * `missing`: the receipt bears the server's seal, and the server does not hold the answer;
    * `unknown`: the receipt does not bear the seal: the server never gave it;
    * `waiting`: it has no receipt, and the server does not hold it: it was never acknowledged.

    `sealed` says whether a link bears this server's seal.
    """
    by_name = {(link.client, link.sequence): link for link in held}
    before = {0: start}
    findings = []
    for link in sorted(listed.links, key=lambda link: (not link.hash, link.link)):
        finding = _found(link, by_name.get((link.client, link.sequence)), before, sealed)
        if link.hash and finding.what != "broken":
            before[link.link] = link.hash
        findings.append(finding)
    told = {(finding.link.client, finding.link.sequence) for finding in findings}
    return Report(tuple(findings), sum(name not in told for name in by_name))


def _found(link: Link, held: Link | None, before: Mapping[int, str], sealed: Callable[[Link], bool]) -> Finding:
    if not link.hash:
        return _without_receipt(link, held)
    if why := _break_in(link, before):
        return Finding(link, "broken", why)
    if held is None and sealed(link):
        return Finding(link, "missing", "the server gave this receipt, and does not hold the answer")
    if held is None:
        return Finding(link, "unknown", "the server does not hold it, and its seal is not the server’s")
    if held.says != link.says:
        return Finding(link, "differs", f"the server holds {_in_words(held)}")
    if (held.link, held.previous, held.hash) != (link.link, link.previous, link.hash):
        return Finding(link, "differs", "the server holds this answer, and other answers before it")
    return Finding(link, "equal")


def _without_receipt(link: Link, held: Link | None) -> Finding:
    if held is None:
        return Finding(link, "waiting", "it had not reached the server when the list was made, nor later")
    if (held.item, canonical(held.answer)) == (link.item, canonical(link.answer)):
        return Finding(link, "held")
    return Finding(link, "differs", f"the server holds {_in_words(held)}")


def _break_in(link: Link, before: Mapping[int, str]) -> str:
    """Why a link of a list is not one, by the list alone; "" where it is."""
    if link.link in before or link.link < 1:
        return f"link {link.link} stands twice" if link.link else "its link has no number from 1 on"
    if before.get(link.link - 1, link.previous) != link.previous:
        return f"it does not follow from {f'link {link.link - 1}' if link.link > 1 else 'the start of this attempt'}"
    if hash_of(link) != link.hash:
        return "its hash does not fit what it says: one of them was changed after it was saved"
    return ""


def _in_words(link: Link) -> str:
    """What the server holds, short."""
    text = canonical(link.answer)
    return f"{text if len(text) <= 80 else text[:79] + '…'} for question {link.item}, received {link.received}"
