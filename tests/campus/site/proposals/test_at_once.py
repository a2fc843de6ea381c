"""Several at the same moment: one saves, hands in or decides; the others are told, and nothing is lost."""

from typing import Any

import pytest
from tests.campus.site.at_once import AT_ONCE, together
from tests.campus.site.proposals.conftest import Pair
from tests.campus.site.proposals.desk import answers, save

from chainrule.campus.project.verdicts import Act
from chainrule.campus.site import clock
from chainrule.campus.site.proposals import handing_in, reviewing, writing
from chainrule.campus.site.proposals.handing_in import Refused, seen
from chainrule.campus.site.proposals.models import Answer, Review, Submission
from chainrule.campus.site.proposals.standings import draft, of_team
from chainrule.campus.site.proposals.writing import Typed

__all__ = ["together"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]


def outcome(act: Any) -> str:
    try:
        act()
    except Refused as refused:
        return str(refused)
    return "done"


def test_of_many_who_save_one_is_saved_and_the_rest_is_set_aside(pair: Pair, together: Any) -> None:
    now = clock.now()

    def one(number: int) -> str:
        typed = {"goal": Typed(f"text {number}", 0)}
        return writing.save(pair.team, pair.students[number % 2], typed, 1, now)["goal"].what

    assert sorted(together(one)) == ["clash"] * (AT_ONCE - 1) + ["saved"]
    assert sorted(Answer.objects.values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))
    assert {row.text for row in Answer.objects.all()} == {f"text {number}" for number in range(AT_ONCE)}


def test_of_many_who_hand_in_one_does_and_of_many_who_decide_one(
    pair: Pair, instructor: Any, assistant: Any, together: Any
) -> None:
    save(pair.first, answers())
    now, shown = clock.now(), seen(draft(of_team(pair.team).proposal, 1))
    by, staff = pair.students, (instructor, assistant)
    found = together(lambda n: outcome(lambda: handing_in.hand_in(pair.team, by[n % 2], "", shown, now)))
    assert sorted(found) == [handing_in.SAME] * (AT_ONCE - 1) + ["done"]
    assert Submission.objects.count() == 1
    found = together(lambda n: outcome(lambda: reviewing.review(pair.team, staff[n % 2], Act.PASS, "", {}, 1, now)))
    assert found.count("done") == 1
    assert all("decided “passed” while you read" in words for words in found if words != "done")
    assert Review.objects.count() == 1
