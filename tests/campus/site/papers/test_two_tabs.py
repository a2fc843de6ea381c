"""Two tabs at one paper, in any interleaving: what was saved after a take-over stands, and nothing is lost."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Max

from chainrule.campus.questions import replay
from chainrule.campus.site.papers import saving
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.standing import standing

ITEMS = (1, 2, 3)


@dataclass
class Tab:
    """A page: it numbers its changes under a name of its own, and keeps what was not acknowledged."""

    name: str
    loads: int = 0
    turn: int = 0
    sequence: int = 0
    outbox: list[tuple[str, int, tuple[int, int, Any]]] = field(default_factory=list)  # (client, turn, event)

    @property
    def client(self) -> str:
        return f"{self.name}-{self.loads}"

    def load(self, attempt: Attempt) -> None:
        attempt.refresh_from_db()
        last = attempt.events.aggregate(last=Max("sequence"))["last"] or 0
        self.loads, self.turn = self.loads + 1, attempt.turn
        self.sequence = max([last, *(event[0] for _, _, event in self.outbox)])

    def types(self, item: int, option: int) -> None:
        self.sequence += 1
        self.outbox.append((self.client, self.turn, (self.sequence, item, {"option": option})))


class Server:
    """The attempt, and what its acknowledgements have promised."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt, self.now = attempt, attempt.began_at
        self.turn = 0
        self.this_turn: dict[int, tuple[int, Any]] = {}  # item -> number and answer saved in the present turn
        self.before: dict[int, Any] = {}  # what stood when it began
        self.promised: list[tuple[str, int]] = []

    def send(self, tab: Tab, sent: list[tuple[str, int, tuple[int, int, Any]]], take_over: bool) -> None:
        """One request, as the page makes it: events of one client."""
        self.now += timedelta(milliseconds=7)
        client, turn = (sent[0][0], sent[0][1]) if sent else (tab.client, tab.turn)
        events = [event for name, _, event in sent if name == client]
        batch = saving.Batch(tab.name, client, events, take_over, turn)
        known = {(e.client, e.sequence) for e in self.attempt.events.filter(aside=False)}
        try:
            reply = saving.save(self.attempt, batch, self.now)
        except saving.OtherTab:
            kept = set(self.attempt.events.values_list("client", "sequence"))
            assert {(client, event[0]) for event in events} <= kept, "what came is kept for staff"
            return
        if self.attempt.turn != self.turn:
            self.before, self.this_turn, self.turn = self.answers(), {}, self.attempt.turn
            for event in self.attempt.events.filter(turn=self.turn):
                self.before.pop(event.item, None)
        assert set(reply.acknowledged) == {event[0] for event in events}
        for sequence, item, answer in events:
            fresh = (client, sequence) not in known and (take_over or turn == self.turn)
            if fresh and sequence >= self.this_turn.get(item, (0, None))[0]:
                self.this_turn[item] = sequence, answer
        self.promised += [(client, sequence) for sequence in reply.acknowledged]
        tab.outbox = [one for one in tab.outbox if (one[0], one[2][0]) not in self.promised]

    def answers(self) -> dict[int, Any]:
        return dict(replay(standing([self.attempt])[self.attempt.pk], closes_at=self.attempt.ends_at).answers)

    def check(self) -> None:
        answers = self.answers()
        for item, (_, answer) in self.this_turn.items():
            assert answers[item] == answer, "what the present turn saved stands"
        events = [event.pure() for event in self.attempt.events.all()]
        assert replay(events, closes_at=self.attempt.ends_at).answers == answers, "the short way says the same"
        there = set(self.attempt.events.filter(aside=False).values_list("client", "sequence"))
        assert set(self.promised) <= there, "nothing that was acknowledged is lost"


def play(attempt: Attempt, chance: random.Random) -> Server:
    server, tabs = Server(attempt), [Tab("one"), Tab("two")]
    for tab in tabs:
        tab.load(attempt)
        tab.sequence += chance.choice([0, 0, 3, 50])  # an old tab may count far ahead
    for _ in range(chance.randint(5, 25)):
        tab = chance.choice(tabs)
        match chance.choice(["type", "type", "type", "send", "send", "again", "take over", "load", "share"]):
            case "type":
                tab.types(chance.choice(ITEMS), chance.randint(0, 2))
            case "send":
                server.send(tab, tab.outbox[: chance.randint(0, 3)], take_over=False)
            case "again":  # out of order, and some twice
                server.send(tab, chance.sample(tab.outbox, len(tab.outbox)), take_over=False)
            case "take over":
                while tab.outbox:
                    server.send(tab, list(tab.outbox), take_over=True)
                server.send(tab, [], take_over=True)
                tab.load(attempt)
            case "load":
                tab.load(attempt)
            case "share":  # tabs of one browser share the outbox: a page that loads finds what the other left
                other = tabs[tab is tabs[0]]
                tab.outbox = list(dict.fromkeys(map(freeze, [*tab.outbox, *other.outbox])))
                tab.outbox = list(map(melt, tab.outbox))
                tab.load(attempt)
        server.check()
    return server


def freeze(one: tuple[str, int, tuple[int, int, Any]]) -> tuple[str, int, int, int, int]:
    return one[0], one[1], one[2][0], one[2][1], one[2][2]["option"]


def melt(one: tuple[str, int, int, int, int]) -> tuple[str, int, tuple[int, int, Any]]:
    return one[0], one[1], (one[2], one[3], {"option": one[4]})


@pytest.mark.parametrize("seed", range(8))
def test_any_interleaving_of_two_tabs(seed: int, sat: Any) -> None:
    first, chance = sat.begin(), random.Random(seed)
    for round_ in range(2, 8):
        copy = Attempt.objects.create(
            student=first.student, paper=first.paper, round=round_, drawn=first.drawn,
            began_at=first.began_at, ends_at=first.ends_at,
        )  # fmt: skip
        play(copy, chance)


def test_after_a_take_over_high_numbers_of_the_old_tab_do_not_win(sat: Any) -> None:
    """The fault: numbers decided, and a tab that had counted far overrode the one in which the student went on."""
    attempt = sat.begin()
    now: datetime = attempt.began_at
    saving.save(attempt, saving.Batch("old", "old", [(150, 1, {"option": 0})], turn=0), now)
    saving.save(attempt, saving.Batch("new", "new", [(101, 1, {"option": 1})], take_over=True, turn=0), now)
    assert standing([attempt])[attempt.pk][0].answer == {"option": 1}
    with pytest.raises(saving.OtherTab):
        saving.save(attempt, saving.Batch("old", "old", [(151, 1, {"option": 2})], turn=0), now)
    assert standing([attempt])[attempt.pk][0].answer == {"option": 1}
    odd = replay([event.pure() for event in attempt.events.all()]).flags
    assert [(flag.what, flag.sequence) for flag in odd if flag.what == "aside"] == [("aside", 151)]
    saving.save(attempt, saving.Batch("new", "old", [(152, 1, {"option": 2})], turn=0), now)  # found in the outbox
    assert standing([attempt])[attempt.pk][0].answer == {"option": 1}
    saving.save(attempt, saving.Batch("old", "old", [(151, 1, {"option": 2})], take_over=True, turn=0), now)
    assert standing([attempt])[attempt.pk][0].answer == {"option": 2}, "taken over once more"
