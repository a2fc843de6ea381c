"""What changed between two texts, how alike two proposals are, and what becomes of two edits of one answer."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.changes import changed, merged, shared

WORDS = st.lists(st.sampled_from(["a", "bird", "sings", "loud", "\n"]), max_size=30).map(" ".join)


def test_a_word_that_changed_is_removed_and_added() -> None:
    assert changed("a small model learns", "a large model learns") == [
        ("same", "a "),
        ("removed", "small "),
        ("added", "large "),
        ("same", "model learns"),
    ]


@given(WORDS.map(str.strip), WORDS.map(str.strip))
def test_the_steps_hold_both_texts(old: str, new: str) -> None:
    steps = changed(old, new)
    assert "".join(text for what, text in steps if what != "removed").split() == new.split()
    assert "".join(text for what, text in steps if what != "added").split() == old.split()


def test_texts_that_no_team_writes_take_no_time() -> None:
    began = time.perf_counter()
    assert changed("a b " * 4000, "b a " * 4000)[0][0] == "removed"
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("new", "share"),
    [({"goal": "we learn to hear birds"}, 1.0), ({"goal": "Birds teach us"}, 0.0), ({}, 0.0),
     ({"other": "we learn to see"}, 0.5), ({"goal": "WE LEARN TO hear birds!"}, 1.0)],
)  # fmt: skip
def test_two_proposals_share_runs_of_three_words(new: dict[str, str], share: float) -> None:
    assert shared({"goal": "We learn to hear birds."}, new) == pytest.approx(share)


@pytest.mark.parametrize(
    ("base", "latest", "typed", "what"),
    [("a", "a", "a", "same"), ("a", "a", "b", "saved"), ("a", "b", "a", "newer"), ("a", "b", "b", "same"),
     ("a", "b", "c", "clash"), ("", "", "x", "saved"), ("a", "b", "", "clash")],
)  # fmt: skip
def test_an_edit_is_saved_only_where_nobody_else_changed_the_text(
    base: str, latest: str, typed: str, what: str
) -> None:
    assert merged(base, latest, typed) == what
