"""A table of names fills all of a model with all that was published, or says what does not fit."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from chainrule.models.published import Names, PublishedProblem, load, read, require, stacked, turned

PUBLISHED = {
    "encoder.layer.0.q.weight": torch.full((2, 2), 1.0),
    "encoder.layer.0.k.weight": torch.full((2, 2), 2.0),
    "encoder.layer.0.dense.weight": torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
    "encoder.layer.0.dense.bias": torch.tensor([5.0, 6.0]),
}
NAMES: Names = {
    "blocks.{}.in.weight": stacked("encoder.layer.{}.q.weight", "encoder.layer.{}.k.weight"),
    "blocks.{}.out": turned("encoder.layer.{}.dense"),
}


def model() -> nn.Module:
    block = nn.ModuleDict({"in": nn.Linear(2, 4, bias=False), "out": nn.Linear(2, 2)})
    return nn.ModuleDict({"blocks": nn.ModuleList([block])})


def test_rows_name_parameters_or_modules_stack_and_turn() -> None:
    state = load(model(), PUBLISHED, NAMES).state_dict()
    assert state["blocks.0.in.weight"].tolist() == [[1, 1], [1, 1], [2, 2], [2, 2]]
    assert state["blocks.0.out.weight"].tolist() == [[1, 3], [2, 4]]
    assert state["blocks.0.out.bias"].tolist() == [5, 6]


def test_a_loaded_model_is_in_evaluation_mode() -> None:
    assert not load(model(), PUBLISHED, NAMES).training


WRONG: dict[str, tuple[dict[str, Tensor | None], Names, str]] = {
    "a key is missing": (
        {"encoder.layer.0.k.weight": None},
        NAMES,
        "blocks.0.in.weight is made of encoder.layer.0.k.weight, which was not published",
    ),
    "a key is left over": (
        {"pooler.bias": torch.zeros(1)},
        NAMES,
        "1 keys were published that our model has no place for, as pooler.bias",
    ),
    "another shape": (
        {"encoder.layer.0.dense.bias": torch.zeros(3)},
        NAMES,
        "blocks.0.out.bias has shape (2,), and what was published (3,): encoder.layer.0.dense.bias",
    ),
    "no row": ({}, {"blocks.{}.in": "encoder"}, "blocks.0.out.weight: no row of the table of names is for it"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_does_not_fit_is_named(name: str) -> None:
    changes, names, words = WRONG[name]
    weights = {key: value for key, value in {**PUBLISHED, **changes}.items() if value is not None}
    if name == "no row":
        weights = {"encoder.weight": torch.zeros(4, 2)}
    with pytest.raises(PublishedProblem) as problem:
        load(model(), weights, names)
    assert words in str(problem.value)


def test_keys_that_are_no_weights_may_be_ignored() -> None:
    load(model(), {**PUBLISHED, "encoder.position_ids": torch.arange(3)}, NAMES, ignored=(r".*\.position_ids",))


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.head = nn.Embedding(3, 2), nn.Linear(2, 3, bias=False)
        self.head.weight = self.tokens.weight


def test_tied_weights_may_be_published_under_either_name_or_both_if_they_are_equal() -> None:
    weight, names = torch.arange(6.0).view(3, 2), {"tokens": "wte", "head": "lm_head"}
    for keys in (["wte.weight"], ["lm_head.weight"], ["wte.weight", "lm_head.weight"]):
        assert torch.equal(load(Tied(), dict.fromkeys(keys, weight), names).head.weight, weight)
    with pytest.raises(PublishedProblem, match="one tensor here, and were published as two"):
        load(Tied(), {"wte.weight": weight, "lm_head.weight": weight + 1}, names)
    with pytest.raises(PublishedProblem, match="which was not published"):
        load(Tied(), {}, names)


def test_a_prefix_is_put_where_none_is() -> None:
    names = {"tokens": "transformer.wte", "head": "lm_head"}
    weight = torch.arange(6.0).view(3, 2)
    found = load(Tied(), {"wte.weight": weight, "lm_head.weight": weight}, names, prefix="transformer.")
    assert torch.equal(found.tokens.weight, weight)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(PublishedProblem, match=r"there must be a config\.json"):
        read(tmp_path)


def test_a_setting_that_ours_does_not_have_is_named() -> None:
    require({"hidden_act": "gelu"}, hidden_act="gelu", is_decoder=False)
    with pytest.raises(PublishedProblem, match="hidden_act='relu'"):
        require({"hidden_act": "relu"}, hidden_act="gelu")
