"""What a class list would change: each group, what cannot be taken, and that doing it once is doing it."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.site.accounts.changes import Account, Change, Difference, Entry, Plan, planned

INES = Account("ines@example.edu", "Ines Duarte", "instructor", pk=1)
ARIF = Account("arif@example.edu", "Arif Nuriyev", "assistant", pk=2)
SONA = Account("sona@example.edu", "Sona Aliyeva", section="A", student_id="0047", pk=3)
EMRE = Account("emre@example.edu", "Emre Yıldırım", section="B", pk=4)
LEFT = Account("left@example.edu", "Priya Rao", student_id="0099", is_active=False, pk=5)
THERE = (INES, ARIF, SONA, EMRE, LEFT)


def row(account: Account, **other: Any) -> Entry:
    """What a list says of somebody, with something else in it."""
    return replace(Entry(account.email, account.name, "", account.section, account.student_id), **other)


EVERYBODY = (row(SONA), row(EMRE))


def test_a_list_that_says_what_there_is_changes_nothing() -> None:
    plan = planned(THERE, EVERYBODY)
    assert plan.does_nothing
    assert plan.unchanged == (EMRE, SONA)


CHANGED: dict[str, tuple[Entry, tuple[str, str, str]]] = {
    "a name": (row(SONA, name="Sona Karimli"), ("name", "Sona Aliyeva", "Sona Karimli")),
    "a section": (row(SONA, section="B"), ("section", "A", "B")),
    "a role": (row(EMRE, role="assistant"), ("role", "student", "assistant")),
    "a first student ID": (row(EMRE, student_id="0048"), ("student_id", "", "0048")),
    "another student ID": (row(SONA, student_id="0050"), ("student_id", "0047", "0050")),
    "an address, by the student ID": (row(SONA, email="new@example.edu"), ("email", SONA.email, "new@example.edu")),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_changes_is_named_with_what_was(what: str) -> None:
    entry, difference = CHANGED[what]
    rest = [one for one in EVERYBODY if one.name.split()[0] != entry.name.split()[0]]
    plan = planned(THERE, [entry, *rest])
    (change,) = plan.changed
    assert change.differences == (Difference(*difference),)
    assert (plan.new, plan.gone, plan.came_back, plan.conflicts) == ((), (), (), ())


def test_an_empty_cell_changes_nothing() -> None:
    assert planned(THERE, [row(SONA, section="", student_id="", role=""), row(EMRE)]).does_nothing


def test_who_is_new_who_is_gone_and_who_came_back() -> None:
    new = Entry("new@example.edu", "New Person", section="A")
    plan = planned(THERE, [new, row(SONA), row(LEFT, section="B")])
    assert plan.new == (new,)
    assert plan.gone == (EMRE,)
    assert plan.came_back == (Change(LEFT, (Difference("section", "", "B"),)),)


def test_staff_are_never_gone() -> None:
    assert planned(THERE, EVERYBODY).gone == ()
    assert planned(THERE, [Entry("a@example.edu", "A")]).gone == (EMRE, SONA)


def test_a_list_that_names_no_roles_leaves_those_that_there_are() -> None:
    assert planned(THERE, [*EVERYBODY, row(INES), row(ARIF)]).does_nothing


CONFLICTS: dict[str, tuple[list[Entry], str]] = {
    "an address twice": ([row(SONA), row(SONA, name="Sona K."), row(EMRE)], "2 rows have this address"),
    "a student ID twice": (
        [Entry("a@example.edu", "A", student_id="1"), Entry("b@example.edu", "B", student_id="1")],
        "2 rows have the same student ID",
    ),
    "two rows for one person": (
        [row(SONA, student_id=""), Entry("sona2@example.edu", "Sona Aliyeva", student_id="0047")],
        "2 rows are about Sona Aliyeva",
    ),
    "an address that is somebody else's": (
        [row(SONA, email=EMRE.email)],
        "the address is that of Emre Yıldırım, and the student ID that of Sona Aliyeva",
    ),
    "an address that another person got": (
        [Entry(SONA.email, "Suleyman Aliyev", student_id="0051")],
        "the address is that of Sona Aliyeva, and both name and student ID are others",
    ),
    "a student ID that was mistyped": (
        [Entry("max@example.edu", "Max Weber", student_id="0047")],
        "the student ID is that of Sona Aliyeva, and both name and address are others",
    ),
    "the last instructor": ([row(INES, role="student"), *EVERYBODY], "no instructor would be left"),
}


@pytest.mark.parametrize("what", CONFLICTS)
def test_a_list_that_contradicts_itself_or_the_accounts_is_told_so(what: str) -> None:
    entries, words = CONFLICTS[what]
    for some in itertools.permutations(entries):
        conflicts = planned(THERE, some).conflicts
        assert words in " ".join(one.words for one in conflicts)


def test_a_conflict_names_the_lines_that_it_is_about() -> None:
    entries = [row(EMRE, line=2), row(SONA, line=3), row(EMRE, line=9)]
    (conflict,) = planned(THERE, entries).conflicts
    assert conflict.lines == (2, 9)


def test_an_instructor_can_hand_over_to_another() -> None:
    plan = planned(THERE, [row(INES, role="assistant"), row(ARIF, role="instructor"), *EVERYBODY])
    assert not plan.conflicts
    assert [change.account for change in plan.changed] == [ARIF, INES]


def test_who_gets_another_role_comes_first() -> None:
    plan = planned(THERE, [row(SONA, role="assistant"), row(EMRE, section="C")])
    assert [change.account for change in plan.changed] == [SONA, EMRE]


# --- properties ---

SOME = settings(max_examples=50, deadline=None)
EMAILS = [f"{letter}@example.edu" for letter in "abcdef"]
IDS = ["", "", "01", "02", "03"]
NAMES = ["Ana", "Bo", "Cy"]
ROLES = ["student", "assistant", "instructor"]


@st.composite
def classes(draw: st.DrawFn) -> list[Account]:
    emails = draw(st.lists(st.sampled_from(EMAILS), unique=True))
    ids = draw(st.permutations(["", "", "", "01", "02", "03"]))
    return [
        Account(email, *draw(of_person()), student_id=ids[place], is_active=draw(st.booleans()), pk=place + 1)
        for place, email in enumerate(emails)
    ]


def of_person() -> st.SearchStrategy[tuple[str, str, str]]:
    return st.tuples(st.sampled_from(NAMES), st.sampled_from(ROLES), st.sampled_from(["", "A", "B"]))


LISTS = st.lists(
    st.builds(
        Entry,
        st.sampled_from(EMAILS),
        st.sampled_from(NAMES),
        st.sampled_from(["", *ROLES]),
        st.sampled_from(["", "A", "B"]),
        st.sampled_from(IDS),
    ),
    max_size=5,
    unique_by=lambda entry: entry.email,
)


def applied(there: list[Account], plan: Plan) -> list[Account]:
    """The accounts after the plan, with all who are gone dropped."""
    after = {one.pk: one for one in there}
    after |= {change.account.pk: change.after for change in (*plan.changed, *plan.came_back)}
    after |= {one.pk: replace(one, is_active=False) for one in plan.gone}
    new = [
        Account(one.email, one.name, one.role or "student", one.section, one.student_id, pk=100 + place)
        for place, one in enumerate(plan.new)
    ]
    return [*after.values(), *new]


@SOME
@given(there=classes(), entries=LISTS)
def test_a_list_that_was_done_has_nothing_more_to_do(there: list[Account], entries: list[Entry]) -> None:
    plan = planned(there, entries)
    if plan.conflicts:
        return
    after = applied(there, plan)
    assert planned(after, entries).does_nothing
    assert len({one.email for one in after}) == len(after)
    ids = [one.student_id for one in after if one.student_id]
    assert len(set(ids)) == len(ids)


@SOME
@given(there=classes(), entries=LISTS, data=st.data())
def test_the_order_of_rows_and_accounts_is_irrelevant(
    there: list[Account], entries: list[Entry], data: st.DataObject
) -> None:
    plan = planned(there, entries)
    shuffled = planned(data.draw(st.permutations(there)), data.draw(st.permutations(entries)))
    assert shuffled == plan
    assert shuffled.fingerprint == plan.fingerprint


@SOME
@given(there=classes(), entries=LISTS)
def test_no_list_leaves_the_course_without_an_instructor(there: list[Account], entries: list[Entry]) -> None:
    plan = planned(there, entries)
    if not plan.conflicts and any(one.role == "instructor" and one.is_active for one in there):
        assert any(one.role == "instructor" and one.is_active for one in applied(there, plan))


@SOME
@given(there=classes(), entries=LISTS)
def test_everybody_is_in_one_group(there: list[Account], entries: list[Entry]) -> None:
    plan = planned(there, entries)
    if plan.conflicts:
        return
    met = [change.account for change in (*plan.changed, *plan.came_back)] + [*plan.unchanged]
    assert len(plan.new) + len(met) == len(entries)
    assert len({*met, *plan.gone}) == len(met) + len(plan.gone)
