"""The sliding kernel's numbers are those of the library, for every padding, stride and dilation that fits."""

import itertools
import json

import pytest
import torch

from chainrule import nn
from chainrule.figures import cells

PLAIN = "Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.plain]))"
HOWS = list(itertools.product((0, 1, 3), (1, 2, 3), (1, 2)))


def computed(js, **state) -> dict:
    return js("cross-correlation/model").eval(f"compute({{ ...{PLAIN}, ...{json.dumps(state)} }})")


@pytest.mark.parametrize(("padding", "stride", "dilation"), HOWS)
def test_the_output_is_that_of_the_library(js, padding, stride, dilation):
    generator = torch.Generator().manual_seed(padding + 10 * stride)
    x, kernel = (torch.randint(-4, 5, size, generator=generator).double() for size in ((6, 7), (3, 2)))
    how = {"padding": padding, "stride": stride, "dilation": dilation}
    here = computed(js, input=x.tolist(), kernel=kernel.tolist(), **how)
    there = nn.functional.conv2d(x[None, None], kernel[None, None], **how)[0, 0]
    assert here["output"] == there.tolist()
    assert here["output"] == cells.correlated(x.tolist(), kernel.tolist(), **how).tolist()
    assert [here["rows"], here["columns"]] == list(there.shape)
    assert here["steps"] == there.numel()


@pytest.mark.parametrize(("pool", "layer"), [("max", torch.nn.MaxPool2d(2)), ("mean", torch.nn.AvgPool2d(2))])
def test_pooling_is_that_of_torch(js, pool, layer):
    x = torch.arange(35.0).reshape(5, 7) * 7 % 11
    here = js("cross-correlation/model").call("pooledOf", x.tolist(), pool)
    assert here == layer(x[None, None])[0, 0].tolist()


def test_the_terms_of_a_step_add_up_to_its_number_and_lie_where_the_kernel_lies(js):
    here = computed(js, padding=1, stride=2, dilation=2, step=2)
    current = here["current"]
    assert (current["i"], current["j"]) == (0, 1)
    assert sum(term["x"] * term["weight"] for term in current["terms"]) == current["sum"] == here["output"][0][1]
    assert [(term["row"], term["column"]) for term in current["terms"]][:3] == [(-1, 1), (-1, 3), (-1, 5)]


def test_a_kernel_that_does_not_fit_is_told_in_words(js):
    here = computed(js, input=[[1, 2], [3, 4]], dilation=2)
    assert here["problem"].startswith("The kernel covers 5 rows, and the input has 2.")
    assert here["steps"] == 0


def test_the_question_is_about_the_next_output_and_the_sum_is_written(js):
    model = js("cross-correlation/model")
    state = f"compute({{ ...{PLAIN}, step: 2 }})"
    asked = model.eval(f"nextNumber({state})")
    assert asked["answer"] == computed(js)["output"][0][2]
    assert "to row 0, column 2 of the output" in asked["text"]  # counted from 0, as the lecture does
    assert model.eval(f"nextNumber(compute({{ ...{PLAIN}, step: 16 }}))") is None
    assert model.eval(f"sumInWords({state}.current)").endswith("= −3")
    assert "⌊(6 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 4" in model.eval(f"sizeInWords({state})")


def test_cells_and_sizes_are_changed_without_touching_the_others(js):
    model = js("cross-correlation/model")
    assert model.call("withCell", [[1, 2], [3, 4]], 1, 0, 9) == [[1, 2], [9, 4]]
    assert model.call("resized", [[1, 2], [3, 4]], 3, 1) == [[1], [3], [0]]
