"""Shapes, strides, offsets and elements in the page are those of PyTorch, for every operation that it offers."""

import json
import re

import pytest
import torch

from chainrule.course import find_course
from chainrule.figures import memory

PLAIN = "Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.plain]))"
SIZES = [(2, 3, 4), (1, 2, 5), (2, 4, 2)]


def computed(js, **state) -> dict:
    return js("image-tensor/model").eval(f"compute({{ ...{PLAIN}, ...{json.dumps(state)} }})")


def by_torch(op: str, sizes: tuple[int, int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.tensor(memory.pictures(*sizes))
    deviation = x.std((0, 2, 3), keepdim=True, correction=0)
    names = {"x": x, "torch": torch, "mean": x.mean((0, 2, 3), keepdim=True)}
    return x, eval(op, names | {"std": torch.where(deviation == 0, 1.0, deviation)})


def test_the_first_picture_is_the_photograph_of_the_lecture(js):
    lecture = next(find_course().glob("lectures/07-*/lecture.md")).read_text()
    names = {"torch": torch}
    exec(re.search(r"^photo = .*?uint8\)$", lecture, re.M | re.S)[0], names)
    here = computed(js, images=1, height=2, width=2, op="x.permute(0, 2, 3, 1)")
    assert here["values"] == names["photo"].flatten().tolist()


def test_the_page_offers_what_the_picture_knows(js):
    assert js("image-tensor/model").eval("Object.keys(OPERATIONS)") == list(memory.OPERATIONS)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("op", memory.OPERATIONS)
def test_every_operation_does_to_memory_what_torch_does(js, op, sizes):
    images, height, width = sizes
    here = computed(js, op=op, images=images, height=height, width=width, index=[0, 1, 1, 1])
    if here["problem"] is not None:
        assert "view needs one stride for all of them" in here["problem"]
        with pytest.raises(RuntimeError, match="view size is not compatible"):
            by_torch(op, sizes)
        return
    x, there = by_torch(op, sizes)
    result = here["result"]
    assert result["shape"] == list(there.shape)
    assert [s for s, n in zip(result["strides"], there.shape, strict=True) if n > 1] == [
        s for s, n in zip(there.stride(), there.shape, strict=True) if n > 1
    ]
    assert here["values"] == pytest.approx(there.flatten().tolist())
    assert here["isCopy"] == (there.untyped_storage().data_ptr() != x.untyped_storage().data_ptr())
    assert here["isDense"] == there.is_contiguous()
    index = here["state"]["index"]
    assert result["storage"][here["place"]] == pytest.approx(there[tuple(index)].item())
    assert here["place"] == there.storage_offset() + sum(i * s for i, s in zip(index, result["strides"], strict=True))


@pytest.mark.parametrize("op", memory.OPERATIONS)
def test_what_lies_at_a_place_is_called_what_it_is(js, op):
    here = computed(js, op=op)
    x = memory.pictures(2, 3, 4)
    if here["result"] is not None and "mean" not in op:
        assert [x[tuple(index)] for index in here["origin"]] == here["result"]["storage"]


def test_a_place_finds_its_index_and_one_that_no_view_reads_finds_none(js):
    model = js("image-tensor/model")
    every_second = f"compute({{ ...{PLAIN}, op: 'x[..., ::2]' }}).result"
    assert model.eval(f"[indexAt({every_second}, 2), indexAt({every_second}, 3)]") == [[0, 0, 0, 1], None]
    assert (
        model.eval(f"placeInWords(compute({{ ...{PLAIN}, index: [1, 2, 0, 3] }}))")
        == "0 + 1·36 + 2·12 + 0·4 + 3·1 = 63"
    )


@pytest.mark.parametrize("op", memory.OPERATIONS)
def test_the_static_picture_frames_the_same_place(js, op):
    here = computed(js, op=op, index=[1, 1, 1, 1])
    said = memory.laid_out(op, 2, 3, 4, [1, 1, 1, 1])
    if here["result"] is not None:
        assert f"lies at {here['place']}." in said
