"""The draw of teams: promised, opened, computed anew by anybody; whatever is changed afterwards is found."""

import copy
import datetime as dt
import hashlib
import hmac
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.project import draw, published
from chainrule.campus.syllabus.model import TeamRules

DEADLINE = dt.datetime(2026, 2, 3, 19, tzinfo=dt.UTC)
SEED, SALT = "ab" * 32, "cd" * 32
RULES = TeamRules(3, dt.timedelta(weeks=1), "new-teams")
CODES = [draw.code(SALT, number) for number in range(40)]


def promise(seed=SEED):
    return draw.Promise("CS 1", DEADLINE, draw.commitment("CS 1", DEADLINE, seed), DEADLINE - dt.timedelta(days=12))


FORMED = (draw.Formed(tuple(CODES[:3])), draw.Formed(tuple(CODES[3:5]), True))


def drawn(students=CODES[:20], formed=FORMED, seed=SEED):
    return draw.make(promise(seed), seed, DEADLINE, RULES, students, formed)


@st.composite
def draws(draw_from):
    """A draw of some class."""
    students = draw_from(st.lists(st.sampled_from(CODES), unique=True))
    formed, rest = [], list(students)
    while rest and draw_from(st.booleans()):
        size = draw_from(st.integers(1, 3))
        formed.append(draw.Formed(tuple(rest[:size]), draw_from(st.booleans())))
        rest = rest[size:]
    return drawn(students, formed, draw_from(st.binary(min_size=32, max_size=32)).hex())


def test_the_commitment_and_the_ranks_are_what_the_page_says_and_anybody_can_compute():
    text = f"chainrule team draw 1|CS 1|2026-02-03T19:00:00Z|{SEED}"
    assert draw.commitment("CS 1", DEADLINE, SEED) == hashlib.sha256(text.encode()).hexdigest()
    baku = DEADLINE.astimezone(dt.timezone(dt.timedelta(hours=4)))
    assert draw.commitment("CS 1", baku, SEED) == draw.commitment("CS 1", DEADLINE, SEED)
    alone = [one for one in CODES[:20] if one not in CODES[:5]]
    ranked = sorted(alone, key=lambda one: hmac.new(bytes.fromhex(SEED), one.encode(), "sha256").digest())
    teams = [frozenset(ranked[place::5]) for place in range(5)]
    assert set(map(frozenset, drawn().teams)) == {frozenset(CODES[:3]), frozenset(CODES[3:5]), *teams}


def test_the_draw_never_changes():
    """A list that was published once is the draw in any version."""
    said = json.dumps(published.as_json(drawn()), sort_keys=True).encode()
    assert hashlib.sha256(said).hexdigest() == "1171308807b38476af976abb17d7e0b0883597a45b68975f9790c00a0cff53d1"


@given(draws())
def test_a_published_list_is_read_back_and_holds(one):
    assert published.read(json.dumps(published.as_json(one)).encode()) == one
    assert draw.check(one) == []


@given(draws())
def test_every_student_is_in_one_team_and_no_team_is_over_three(one):
    assert sorted(code for team in one.teams for code in team) == list(one.students)
    assert all(1 <= len(team) <= 3 for team in one.teams)


@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_sign_up_is_irrelevant(one, chance):
    students = list(one.students)
    formed = [draw.Formed(tuple(chance.sample(team.members, len(team.members))), team.closed) for team in one.formed]
    chance.shuffle(students)
    chance.shuffle(formed)
    assert draw.make(one.promise, one.seed, one.at, RULES, students, formed) == one


@given(draws(), st.sampled_from(CODES))
def test_who_comes_or_goes_does_not_change_the_order_of_the_others(one, newcomer):
    rank = draw.ranked_by(one.seed)
    before = sorted(one.students, key=rank)
    after = sorted({*one.students, newcomer}, key=rank)
    assert [code for code in after if code in before] == before


@settings(max_examples=60)
@given(st.integers(0, 8), st.data())
def test_whatever_is_changed_in_a_list_is_found(what, data):
    listed = published.as_json(drawn())
    other = "ef" * 32
    first, second = listed["teams"][0], listed["teams"][-1]
    changes = [
        lambda: listed.update(seed=other),
        lambda: listed.update(commitment=other),
        lambda: listed.update(course="CS 2"),
        lambda: listed.update(deadline="2026-02-03T18:00:00Z"),
        lambda: listed.update(seed=other, commitment=draw.commitment("CS 1", DEADLINE, other)),
        lambda: listed["students"].pop(data.draw(st.integers(0, 19))),
        lambda: listed["students"].append(CODES[30]),
        lambda: (first.append(second.pop()), second.append(first.pop(0))),
        lambda: listed["rules"].update(members=2),
    ]
    before = copy.deepcopy(listed)
    changes[what]()
    assert listed != before
    assert draw.check(published.read(json.dumps(listed).encode())) != []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"committed_at": "2026-02-03T19:00:00Z"}, "and not before 2026-02-03T19:00:00Z"),
        ({"drawn_at": "2026-02-03T18:59:59Z"}, "was made at 2026-02-03T18:59:59Z, before"),
        ({"seed": "0" * 64}, "does not open the commitment"),
        ({"students": CODES[1:20]}, f"{CODES[0]} is in a team and not among the students"),
        ({"students": [*CODES[:20], CODES[0]]}, f"{CODES[0]} stands 2 times"),
        ({"students": [*CODES[:20], CODES[33]]}, f"{CODES[33]} should be in one team, and is in none"),
        ({"teams": [CODES[:4], CODES[4:20]]}, "and 3 are allowed"),
        ({"formed": [{"members": CODES[:4], "closed": False}]}, "Teams were formed that cannot be"),
    ],
)
def test_a_finding_says_what_is_wrong(change, said):
    listed = published.as_json(drawn()) | change
    findings = draw.check(published.read(json.dumps(listed).encode()))
    assert any(said in finding for finding in findings), findings


def test_a_promise_made_too_late_or_another_team_is_named():
    listed = published.as_json(drawn())
    moved = listed["teams"][-1].pop()
    listed["teams"][-2].append(moved)
    findings = draw.check(published.read(json.dumps(listed).encode()))
    assert [one for one in findings if one.startswith("The seed gives the team") and moved in one]
    assert [one for one in findings if one.startswith("The list has the team") and moved in one]


def test_a_code_leads_to_nobody_without_the_salt_and_is_the_same_every_time():
    assert draw.code(SALT, 7) == draw.code(SALT, 7) != draw.code(SEED, 7)
    assert len({draw.code(SALT, number) for number in range(5000)}) == 5000
    assert all(published.CODE.fullmatch(code) for code in CODES)


LISTED = published.as_json(drawn())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "does not begin"),
        (b'{"what": "something else"}', "does not begin"),
        (b'{"what": 1, "what": 2}', "a name stands twice"),
        (b" " * (published.MOST_BYTES + 1), "larger than 4 MiB"),
        (json.dumps(published.promised(promise())).encode(), "not opened yet: the draw is at 2026-02-03T19:00:00Z"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, said):
    with pytest.raises(published.NotAList, match=said):
        published.read(content)


@pytest.mark.parametrize("name", [name for name in LISTED if name != "what"])
@pytest.mark.parametrize("value", [None, 1, True, "x", [1], [[1]], {"a": 1}, [None], float("nan"), "9" * 64, []])
def test_no_odd_value_is_a_crash(name, value):
    said = ""
    try:
        draw.check(published.read(json.dumps(LISTED | {name: value}).encode()))
    except published.NotAList as wrong:
        said = str(wrong)
    assert not said or name in said or "seed" in said


@pytest.mark.parametrize("rules", [{"members": 0}, {"members": True}, {"members": 3.5}, {"assigned_to": "nobody"}])
def test_rules_that_cannot_be_are_refused(rules):
    with pytest.raises(published.NotAList, match="“rules”"):
        published.read(json.dumps(LISTED | {"rules": LISTED["rules"] | rules}).encode())
