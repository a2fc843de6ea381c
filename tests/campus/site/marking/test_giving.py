"""At the same moment: the same answer, marked by all. With real connections, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.campus.site.at_once import AT_ONCE, together

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.marking import giving
from chainrule.campus.site.marking.answers import answers_to
from chainrule.campus.site.marking.models import Plan, SecondMark
from chainrule.campus.site.papers.models import ShortAnswerMark

__all__ = ["together"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]


@pytest.mark.parametrize("share", [0, 100])
def test_of_all_who_mark_one_answer_at_once_one_counts_and_every_other_is_kept_or_told(
    share: int, asked: Any, make_user: Callable[..., User], together: Any
) -> None:
    one = asked("It is added.")
    people = [make_user("assistant") for _ in range(AT_ONCE)]
    Plan.objects.create(paper="quiz-1", second=share, by=people[0])
    question = one.attempts[0].questions.item(one.number).question
    [answer] = answers_to("quiz-1", question)
    points = tuple("0" for _ in one.variant.rubric)

    def act(number: int) -> str:
        try:
            made = giving.give(people[number], question, answer, giving.Typed(points, f"From {number}."), seen=0)
        except giving.Meanwhile as meanwhile:
            return f"told of {meanwhile.by_other.marker_id}"
        return type(made).__name__

    found = together(act)
    assert found.count("ShortAnswerMark") == 1
    mark = ShortAnswerMark.objects.get()
    others = ["SecondMark"] if share else [f"told of {mark.marker_id}"]
    assert sorted(set(found)) == sorted({"ShortAnswerMark", *others})
    assert SecondMark.objects.count() == (AT_ONCE - 1 if share else 0)
