"""`evaluate`, batches, settings: what is measured, and that nothing is left changed."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from chainrule import nn, optim
from chainrule.data import Split
from chainrule.training import Batches, Settings, evaluate, fit
from chainrule.training.objectives import LEFT_OUT, regression
from chainrule.training.settings import each_tensor
from chainrule.training.sums import Found, Model


def split(count: int = 10) -> Split:
    draw = torch.Generator().manual_seed(0)
    return Split(torch.randn(count, 3, 4, 4, generator=draw), torch.arange(count) % 3)


def model() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Dropout(0.5), nn.Linear(16, 3))


def test_the_mean_is_over_examples_whatever_the_sizes_of_batches() -> None:
    network = model()
    whole = evaluate(network, Batches(split(), 10))
    parts = evaluate(network, Batches(split(), 3))
    assert parts.loss == pytest.approx(whole.loss, rel=1e-6)
    assert (parts.metrics, parts.count) == (whole.metrics, 10)


@pytest.mark.parametrize(
    ("size", "shard", "words"),
    [
        (0, (0, 1), "at least one example, not size=0"),
        (-3, (0, 1), "at least one example, not size=-3"),
        (4, (2, 2), "needs 0 <= rank < processes, not \\(2, 2\\)"),
    ],
)
@pytest.mark.parametrize("drop_last", [False, True])
def test_batches_refuse_a_size_and_a_shard_that_make_no_sense_when_they_are_made(
    size: int, shard: tuple[int, int], words: str, drop_last: bool
) -> None:
    with pytest.raises(ValueError, match=words):
        Batches(split(), size, drop_last=drop_last, shard=shard)


def test_every_module_is_in_the_mode_that_it_was_in() -> None:
    network = model().train()
    network[1].eval()  # type: ignore[index]
    modes = [module.training for module in network.modules()]
    evaluate(network, Batches(split(), 4))
    assert [module.training for module in network.modules()] == modes


def test_targets_that_are_no_labels_have_no_accuracy() -> None:
    found = evaluate(nn.Linear(2, 1), [(torch.ones(3, 2), torch.ones(3, 1))], regression)
    assert found.metrics == {}
    assert found.count == 3


def test_labels_of_every_place_count_as_answers() -> None:
    outputs = torch.tensor([[[9.0, 0.0], [0.0, 9.0]]])  # (N, classes, places): class 0 at place 0, class 1 at place 1
    assert evaluate(nn.Identity(), [(outputs, torch.tensor([[0, 0]]))]).metrics["accuracy"] == 0.5


def test_nothing_to_evaluate_is_an_error() -> None:
    left_out = [(torch.randn(2, 3, 4, 4), torch.full((2,), LEFT_OUT))]
    for nothing in ([], left_out):
        with pytest.raises(ValueError, match="batches holds no examples that count"):
            evaluate(model(), nothing)


def test_labels_that_are_left_out_change_nothing_however_batches_are_cut() -> None:
    """Of ten labels, three count: all wrong is 0, and no cut into batches weights them otherwise."""
    network, examples = model().eval(), split()
    labels = torch.where(torch.isin(torch.arange(10), torch.tensor([1, 2, 8])), examples.labels, LEFT_OUT)
    some = Split(examples.images, labels)
    alone = Split(examples.images[[1, 2, 8]], examples.labels[[1, 2, 8]])
    expected = evaluate(network, Batches(alone, 3))
    for size in (1, 3, 4, 10):
        found = evaluate(network, Batches(some, size))
        assert found.loss == pytest.approx(expected.loss, rel=1e-6)
        assert (found.count, found.metrics) == (3, expected.metrics)


def test_an_empty_last_batch_counts_nothing() -> None:
    network, whole = model(), list(Batches(split(), 5))
    nothing = (torch.empty(0, 3, 4, 4), torch.empty(0, dtype=torch.int64))
    assert evaluate(network, [*whole, nothing]) == evaluate(network, whole)


@pytest.mark.parametrize("shape", [lambda x, m, y: ((x, m), y), lambda x, m, y: {"x": x, "mask": m, "y": [y]}])
def test_batches_may_be_nested_as_one_likes(shape: Callable[..., object]) -> None:
    def masked(model: Model, batch: Any, generator: torch.Generator) -> Found:
        """The mean of what the mask lets through."""
        x, mask, y = (batch["x"], batch["mask"], batch["y"][0]) if isinstance(batch, dict) else (*batch[0], batch[1])
        return (mask * (model(x) - y) ** 2).sum(), int(mask.sum()), {"bias": (mask * (model(x) - y)).sum()}

    x, mask, y = torch.arange(6.0), torch.tensor([1.0, 0, 0, 1, 1, 0]), torch.zeros(6)
    batches = [shape(x[:2], mask[:2], y[:2]), shape(x[2:], mask[2:], y[2:])]
    found = evaluate(nn.Identity(), batches, masked)
    assert (found.loss, found.count) == (pytest.approx(25 / 3), 3)
    assert found.metrics == {"bias": pytest.approx(7 / 3)}
    moved = each_tensor(lambda tensor: tensor.to("meta"), batches[0])
    assert {each.device.type for each in ([*moved[0], moved[1]] if isinstance(moved, tuple) else moved["y"])} == {
        "meta"
    }


def test_an_epoch_depends_on_its_generator_alone() -> None:
    def noisy(x: Tensor, generator: torch.Generator) -> Tensor:
        return x + torch.randn(x.shape, generator=generator)

    data = Batches(split(), 4, augment=noisy)
    one, again, other = (
        torch.cat([x for x, _ in data.epoch(torch.Generator().manual_seed(seed))]) for seed in (1, 1, 2)
    )
    assert one.equal(again)
    assert not one.equal(other)
    assert torch.cat([x for x, _ in data]).equal(split().images)


@pytest.mark.parametrize(("drop_last", "count"), [(False, 3), (True, 2)])
def test_batches_know_how_many_they_are(drop_last: bool, count: int) -> None:
    data = Batches(split(), 4, drop_last=drop_last)
    assert len(data) == len(list(data.epoch(torch.Generator()))) == count


@pytest.mark.parametrize("settings", [Settings(bfloat16=True), Settings(channels_last=True), Settings(device="cpu")])
def test_other_settings_train_as_well(settings: Settings) -> None:
    torch.manual_seed(0)
    network, generator = model(), torch.Generator().manual_seed(0)
    optimizer = optim.SGD(network.parameters(), lr=0.1)
    data = Batches(split(30), 10)
    history = fit(network, data, optimizer, epochs=8, generator=generator, settings=settings, validation=data)
    assert history.epochs[-1].metrics["loss"] < history.epochs[0].metrics["loss"]
    weight = network.state_dict()["0.weight"]
    assert weight.dtype == torch.float32
    assert weight.is_contiguous(memory_format=torch.channels_last) == settings.channels_last


def test_a_schedule_steps_after_each_epoch_where_that_is_said() -> None:
    network = model()
    optimizer = optim.SGD(network.parameters(), lr=1.0)
    schedule = optim.StepLR(optimizer, 1, gamma=0.5)
    arguments = {"epochs": 3, "generator": torch.Generator(), "settings": Settings(schedule_each="epoch")}
    history = fit(network, Batches(split(), 5), optimizer, schedule=schedule, **arguments)  # type: ignore[arg-type]
    assert history.rates == [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]


def test_a_training_stops_where_it_is_enough() -> None:
    network = model()
    history = fit(
        network,
        Batches(split(), 5),
        optim.SGD(network.parameters()),
        epochs=9,
        generator=torch.Generator(),
        until=lambda history: history.step >= 4,
    )
    assert [epoch.number for epoch in history.epochs] == [1, 2]
    assert not network.training


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"clip_norm": 0.0}, "clip_norm must be above 0"),
        ({"schedule_each": "hour"}, "schedule_each must be"),
        ({"accumulate": 0}, "accumulate must be at least 1, got 0"),
    ],
)
def test_settings_that_make_no_sense_are_named(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**arguments)  # type: ignore[arg-type]
