"""Several at the same moment: of many who mark or decide one counts, and what the others typed is kept."""

from typing import Any

import pytest
from tests.campus.site.at_once import AT_ONCE, together
from tests.campus.site.rubrics.conftest import Pair
from tests.campus.site.rubrics.desk import best, known, rubric

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.rubrics import giving
from chainrule.campus.site.rubrics.giving import Typed
from chainrule.campus.site.rubrics.models import Version

__all__ = ["together"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]


def test_of_many_who_mark_one_counts_and_the_rest_is_set_aside(
    pair: Pair, instructor: User, assistant: User, together: Any
) -> None:
    now, staff = clock.now(), (instructor, assistant)

    def one(number: int) -> bool:
        typed = Typed({**best(), "data": float(7 * (number % 2))}, {}, f"text {number}")
        saved = giving.save(pair.team, rubric(), staff[number % 2], typed, ("first", 0, 1), now)
        return saved.other is None

    assert sum(together(one)) == 1
    assert sorted(Version.objects.values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))
    assert {row.overall for row in Version.objects.all()} == {f"text {number}" for number in range(AT_ONCE)}
    assert Version.objects.filter(aside=False).count() == 1
    counts = known(pair.team).counts
    assert counts is not None
    assert not counts.aside
