"""Source is read right in any thread, at the same time as in others."""

import ast
import gc
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chainrule import syntax

SOURCE = Path(syntax.__file__).read_text(encoding="utf-8")


@pytest.fixture
def threads_take_turns_everywhere():
    """Collect garbage all the time, and let another thread run at each collection."""

    def yield_to_others(phase: str, info: dict[str, int]) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(yield_to_others)
    gc.set_threshold(20)
    yield
    gc.set_threshold(*before)
    gc.callbacks.remove(yield_to_others)


@pytest.mark.usefixtures("threads_take_turns_everywhere")
def test_threads_that_read_at_the_same_time_do_not_disturb_each_other():
    with ThreadPoolExecutor(4) as pool:
        trees = list(pool.map(syntax.parse, [SOURCE] * 24))
    assert len({ast.dump(tree) for tree in trees}) == 1


@pytest.mark.parametrize(("text", "value"), [("1", 1), (" -2.5", -2.5), ("(1, 'a')", (1, "a")), ("None", None)])
def test_a_literal_is_its_value(text, value):
    assert syntax.literal(text) == value


@pytest.mark.parametrize("text", ["", "a", "f()", "1 +", "x = 1", "\0", "__import__('os')"])
def test_what_is_no_literal_is_refused(text):
    with pytest.raises((ValueError, SyntaxError)):
        syntax.literal(text)


def test_an_expression_is_one():
    assert ast.unparse(syntax.parse_expression("a + b*c")) == "a + b * c"
