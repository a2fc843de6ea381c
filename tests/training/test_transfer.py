"""Transfer: what learns in each way, what stays to the last bit, and a few examples gone through again and again."""

import copy

import pytest
import torch

from chainrule import nn, optim
from chainrule.data import Records, Split, to_float
from chainrule.models.lenet import LeNet
from chainrule.training import Batches, fit
from chainrule.training.transfer import Repeated, new_head, transfer

HEAD = "classifier.4"


def lenet() -> LeNet:
    return LeNet.modern(batch_norm=True, generator=torch.Generator().manual_seed(0), fused=True)


def trained(model: nn.Module) -> dict[str, torch.Tensor]:
    """The model's state before, by name; it is trained for some steps, as a recipe does it."""
    before = copy.deepcopy(model.state_dict())
    draw = torch.Generator().manual_seed(1)
    images = torch.randint(256, (40, 1, 28, 28), generator=draw).to(torch.uint8)
    split = Split(images, torch.randint(3, (40,), generator=draw))
    optimizer = optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    fit(model, Repeated(Batches(split, 16, prepare=to_float), 5), optimizer, epochs=1, generator=draw)
    return before


@pytest.mark.parametrize(
    ("way", "learning"),
    [
        ("frozen", {HEAD}),
        ("LoRA", {HEAD, "classifier.0.lora", "classifier.2.lora"}),
        ("full", {"features.0", "features.1", "features.4", "features.5", "classifier.0", "classifier.2", HEAD}),
    ],
)
def test_in_training_just_this_changes_and_all_else_stays_to_the_last_bit(way: str, learning: set[str]) -> None:
    model = transfer(new_head(lenet(), HEAD, 3), way, [HEAD])
    before = trained(model)
    changed = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}
    assert changed == {name for name in before if any(f"{name}.".startswith(f"{part}.") for part in learning)}


def test_lora_begins_as_the_model_that_was_trained() -> None:
    x = torch.rand(3, 1, 28, 28)
    model = lenet().eval()
    before = model(x)
    assert torch.equal(transfer(model, "LoRA", [HEAD])(x), before)


def test_a_new_head_has_other_outputs_and_takes_the_switch_along() -> None:
    model = new_head(lenet(), HEAD, 3, generator=torch.Generator().manual_seed(2))
    assert model(torch.zeros(2, 1, 28, 28)).shape == (2, 3)
    head = model.get_submodule(HEAD)
    assert isinstance(head, nn.Linear)
    assert head.fused
    again = new_head(lenet(), HEAD, 3, generator=torch.Generator().manual_seed(2)).get_submodule(HEAD)
    assert torch.equal(head.weight, again.weight)


def test_few_examples_come_again_and_again_each_once_before_any_comes_twice() -> None:
    data = Repeated(Batches(Records(x=torch.arange(5)), 2), 7)
    batches = [batch["x"].tolist() for batch in data.epoch(torch.Generator().manual_seed(0))]
    assert [len(batch) for batch in batches] == [2, 2, 1, 2, 2, 1, 2]
    for at in (0, 3):
        assert sorted(x for batch in batches[at : at + 3] for x in batch) == list(range(5))
    assert batches[:3] != batches[3:6]
    assert len(data) == 7


WRONG = [
    ("way", lambda: transfer(lenet(), "half", [HEAD]), "one of frozen, LoRA, full, got 'half'"),
    ("head", lambda: transfer(lenet(), "frozen", ["head"]), "no part 'head'"),
    ("no linear layer", lambda: new_head(lenet(), "features.0", 3), "no linear layer 'features.0'"),
    ("no layer", lambda: new_head(lenet(), "head", 3), "no linear layer 'head'"),
]


@pytest.mark.parametrize(("name", "wrong", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_does_not_fit_is_refused_in_words(name: str, wrong, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()
