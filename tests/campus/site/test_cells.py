"""No cell that goes out is a formula, and what comes back is what was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.site.cells import GUARDED, guarded, unguarded


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")'])
def test_a_formula_goes_out_as_text(text: str) -> None:
    assert not guarded(text).startswith(GUARDED)


@settings(max_examples=50, deadline=None)
@given(st.text("=+-@'\t\r aÄ", max_size=6))
def test_what_was_guarded_is_read_as_it_was(text: str) -> None:
    assert not guarded(text).startswith(GUARDED)
    if text.startswith(GUARDED) and text == text.strip():
        assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Ana", "O'Brien", "'Abd al-Rahman", ""])
def test_a_name_is_left_as_it_is(text: str) -> None:
    assert unguarded(guarded(text)) == text
