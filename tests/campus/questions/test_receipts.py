"""Receipts chain: what the server holds is equal, and nothing that was changed, left out or made up passes for it."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.questions.receipts import (
    Link,
    Listed,
    NotAList,
    as_list,
    breaks,
    canonical,
    chained,
    compare,
    hash_of,
    moment,
    read_list,
    start_of,
)

BEGAN = datetime(2026, 2, 3, 14, 0, tzinfo=UTC)
ITEMS = [{"number": 1, "question": "03/sum", "seed": 4, "fingerprint": "ab12", "points": 1.0}]
START = start_of(7, "quiz-1", 1, BEGAN, ITEMS)
KEY = b"the server's"

answers = st.one_of(
    st.none(),
    st.fixed_dictionaries({"option": st.integers(0, 9)}),
    st.fixed_dictionaries({"line": st.integers(1, 9), "option": st.integers(0, 3)}),
    st.fixed_dictionaries({"text": st.text(max_size=40)}),
)


@st.composite
def chains(draw: Any, least: int = 0) -> list[Link]:
    """What a server holds: answers of two tabs, in the order in which they came, each name once."""
    names = st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 30))
    found = []
    for place, (client, sequence) in enumerate(draw(st.lists(names, unique=True, min_size=least, max_size=8))):
        received = moment(BEGAN + timedelta(seconds=draw(st.integers(0, 1800)), microseconds=place))
        found.append(
            Link(0, client, sequence, draw(st.integers(0, 2)), draw(st.integers(1, 10)), draw(answers), received)
        )
    return [sealed(link) for link in chained(0, START, found)]


def sealed(link: Link) -> Link:
    return replace(link, seal=hmac.new(KEY, link.hash.encode(), hashlib.sha256).hexdigest())


def is_sealed(link: Link) -> bool:
    return sealed(link).seal == link.seal


def told(links: Sequence[Link], held: Sequence[Link]) -> list[str]:
    """What is said of each entry of a list, after the list was written and read."""
    body = json.loads(json.dumps(as_list(7, "quiz-1", START, links)))
    return [finding.what for finding in compare(read_list(body), held, START, is_sealed).findings]


def test_the_construction_is_the_one_that_the_page_says() -> None:
    """By hand, with nothing of ours: another program can check a list."""
    drawn = '[[1,"03/sum",4,"ab12"]]'
    first = f'["chainrule receipts 1",7,"quiz-1",1,"2026-02-03T14:00:00.000000Z",{drawn}]'
    start = hashlib.sha256(first.encode()).hexdigest()
    said = f'["{start}",1,"tab",5,0,1,{{"option":2,"text":"\\u0259"}},"2026-02-03T14:00:01.000000Z"]'
    received = moment(BEGAN + timedelta(seconds=1))
    (link,) = chained(0, START, [Link(0, "tab", 5, 0, 1, {"text": "ə", "option": 2}, received)])
    assert start == START
    assert link.hash == hashlib.sha256(said.encode()).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        start_of(8, "quiz-1", 1, BEGAN, ITEMS),
        start_of(7, "quiz-2", 1, BEGAN, ITEMS),
        start_of(7, "quiz-1", 2, BEGAN, ITEMS),
        start_of(7, "quiz-1", 1, BEGAN + timedelta(microseconds=1), ITEMS),
        start_of(7, "quiz-1", 1, BEGAN, [ITEMS[0] | {"seed": 5}]),
        start_of(7, "quiz-1", 1, BEGAN, [*ITEMS, *ITEMS]),
    ],
)
def test_the_start_binds_attempt_paper_round_time_and_questions(other: str) -> None:
    assert other != START


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    assert moment(BEGAN.astimezone(timezone(timedelta(hours=4)))) == "2026-02-03T14:00:00.000000Z"


@given(answers)
def test_the_canonical_form_outlives_json_and_the_order_of_names(answer: Any) -> None:
    turned = dict(reversed(answer.items())) if isinstance(answer, dict) else answer
    assert canonical(json.loads(json.dumps(turned))) == canonical(answer)
    assert canonical(answer).isascii()


@given(chains())
def test_a_whole_list_is_equal(held: list[Link]) -> None:
    assert told(held, held) == ["equal"] * len(held)
    assert breaks(held, START) == []


@given(chains(), st.data())
def test_a_list_with_holes_is_equal_and_says_how_many_it_lacks(held: list[Link], data: Any) -> None:
    """Another tab or device has the others; in whatever order the list has them."""
    part = data.draw(st.lists(st.sampled_from(held), unique_by=lambda link: link.link)) if held else []
    report = compare(Listed(7, START, tuple(part)), held, START, is_sealed)
    assert not report.wrong
    assert report.beyond == len(held) - len(part)


@given(chains(least=1), st.data())
def test_any_change_of_any_entry_breaks_its_receipt(held: list[Link], data: Any) -> None:
    place = data.draw(st.integers(0, len(held) - 1))
    link = held[place]
    changed = data.draw(
        st.sampled_from(
            [
                replace(link, answer={"text": "what I meant"}),
                replace(link, item=link.item + 1),
                replace(link, sequence=link.sequence + 50),
                replace(link, turn=link.turn + 1),
                replace(link, client="c"),
                replace(link, received="2026-02-03T13:59:59.000000Z"),
                replace(link, hash="0" * 64),
                replace(link, previous="0" * 64),
            ]
        )
    )
    found = told([*held[:place], changed, *held[place + 1 :]], held)
    assert found[place] == "broken"
    assert found[:place] + found[place + 1 :] == ["equal"] * (len(held) - 1), "the others are as they were"


@given(chains(least=1), answers, st.data())
def test_a_receipt_that_is_made_up_was_never_given(held: list[Link], answer: Any, data: Any) -> None:
    """Whoever knows the construction can compute hashes, and no seal."""
    last = held[-1]
    made = Link(0, "c", data.draw(st.integers(1, 9)), 0, 1, answer, last.received)
    (link,) = chained(last.link, last.hash, [made])
    assert told([*held, replace(link, seal=last.seal)], held) == ["equal"] * len(held) + ["unknown"]
    assert told([*held, link], held)[-1] == "unknown"


@given(chains(least=1), st.data())
def test_what_the_server_acknowledged_and_lost_is_missing(held: list[Link], data: Any) -> None:
    """A database that was put back to an earlier moment."""
    kept = data.draw(st.integers(0, len(held) - 1))
    assert told(held, held[:kept]) == ["equal"] * kept + ["missing"] * (len(held) - kept)


@given(chains(least=2), st.data())
def test_a_server_that_lost_answers_and_went_on_is_found_out(held: list[Link], data: Any) -> None:
    """The same answer again, behind another: the server holds it, and not what came before it."""
    bare = [replace(link, link=0, previous="", hash="", seal="") for link in held[1:]]
    found = told(held, [sealed(link) for link in chained(0, START, bare)])
    assert found == ["missing"] + ["differs"] * (len(held) - 1)


@given(chains(least=1), st.data())
def test_a_row_that_was_changed_on_the_server_differs_and_breaks_its_chain(held: list[Link], data: Any) -> None:
    place = data.draw(st.integers(0, len(held) - 1))
    theirs = list(held)
    theirs[place] = replace(held[place], answer={"text": "changed in the database"})
    expected = ["equal"] * len(held)
    expected[place] = "differs"
    assert told(held, theirs) == expected
    assert breaks(theirs, START) == [place + 1]


@given(chains(least=1))
def test_what_waits_is_held_or_never_acknowledged(held: list[Link]) -> None:
    """Its acknowledgement was on the way when the network went, or it was never sent."""
    last = held[-1]
    waits = Link(0, last.client, last.sequence, 0, last.item, last.answer)
    unsent = Link(0, "c", 1, 0, 1, {"option": 1})
    assert told([*held[:-1], waits, unsent], held) == ["equal"] * (len(held) - 1) + ["held", "waiting"]
    assert told([replace(waits, answer={"text": "another"})], held) == ["differs"]


def test_an_entry_that_stands_twice_and_one_of_another_attempt_are_broken() -> None:
    said = Link(0, "a", 1, 0, 1, None, moment(BEGAN))
    (own,), (other,) = chained(0, START, [said]), chained(0, "0" * 64, [said])
    assert told([sealed(own), sealed(own)], [own]) == ["equal", "broken"]
    assert told([sealed(other)], [own]) == ["broken"]


def test_the_verdict_is_a_sentence() -> None:
    held = chained(0, START, [Link(0, "a", n, 0, n, {"option": n}, moment(BEGAN)) for n in (1, 2, 3)])

    def verdict(links: Sequence[Link], there: Sequence[Link]) -> str:
        return compare(Listed(7, START, tuple(links)), there, START, is_sealed).verdict()

    assert verdict(held, held) == "The server holds exactly these 3 answers."
    assert verdict(held[:1], held) == "The server holds exactly this 1 answer."
    assert verdict(held, held[:1]) == "The server does not hold 2 of 3 answers as the list has them."
    assert verdict([], held) == "The list holds no answers: none was saved when it was made."


GOOD: dict[str, Any] = {"client": "a", "sequence": 1, "item": 1, "link": 1, "turn": 0, "hash": "0" * 64}
GOOD |= {"previous": "0" * 64, "seal": "0" * 64, "received": "2026-02-03T14:00:00.000000Z", "answer": None}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"receipts": 2}, "does not begin as a list of receipts"),
        ({"receipts": True}, "does not begin as a list of receipts"),
        ({"attempt": "7"}, "the list: `attempt` must be a whole number"),
        ({"attempt": 2**60}, "the list: `attempt` must be a whole number"),
        ({"start": ""}, "the list: `start` must be 64 hexadecimal digits"),
        ({"answers": {}}, "`answers` must be a list of at most 50,000"),
        ({"answers": [None] * 50_001}, "`answers` must be a list of at most 50,000"),
        ({"answers": [GOOD, 7]}, "answer 2 of the list is no JSON object"),
        ({"answers": [GOOD | {"hash": "0" * 63}]}, "answer 1 of the list: `hash` must be 64 hexadecimal digits"),
        ({"answers": [GOOD | {"seal": ["0"]}]}, "answer 1 of the list: `seal` must be 64 hexadecimal digits"),
        ({"answers": [GOOD | {"sequence": True}]}, "answer 1 of the list: `sequence` must be a whole number"),
        ({"answers": [GOOD | {"link": -1}]}, "answer 1 of the list: `link` must be a whole number"),
        ({"answers": [GOOD | {"client": "x" * 41}]}, "must be texts of at most 40 characters"),
        ({"answers": [GOOD | {"received": None}]}, "must be texts of at most 40 characters"),
    ],
)
def test_what_is_no_list_is_refused_with_its_place(change: dict[str, Any], said: str) -> None:
    body = {"receipts": 1, "paper": "quiz-1", "attempt": 7, "start": START, "answers": [GOOD]}
    assert read_list(body).links[0].hash == "0" * 64
    with pytest.raises(NotAList, match=said):
        read_list(body | change)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda part: st.lists(part)))
def test_any_answer_in_a_hostile_list_can_be_hashed(answer: Any) -> None:
    body = {"receipts": 1, "attempt": 7, "start": START, "answers": [GOOD | {"answer": answer}]}
    (link,) = read_list(body).links
    assert len(hash_of(link)) == 64
    assert [finding.what for finding in compare(read_list(body), [], START, is_sealed).findings] == ["broken"]
