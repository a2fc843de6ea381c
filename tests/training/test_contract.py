"""What is measured, watched or cut into parts beside a training changes none of its numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.training.running import moved, network
from tests.training.test_resume import Stop, StopAt, same
from torch import Generator, Tensor

from chainrule import nn, optim
from chainrule.data import Points, Records, Split, load, to_float
from chainrule.training import Batches, Checkpoint, History, Hook, MovingAverage, Settings, evaluate, fit
from chainrule.training.objectives import LEFT_OUT, classification, regression
from chainrule.training.sums import Found, Model


class Drawing(nn.Module):
    """A network that draws whenever it is called, also while it is evaluated: from PyTorch's generator and its own."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.inside, self.own = network(generator), Generator().manual_seed(9)

    def forward(self, x: Tensor) -> Tensor:
        noise = torch.randn(x.shape) + torch.randn(x.shape, generator=self.own)
        return self.inside(x + 0.05 * noise)


def noisy(model: Model, batch: object, generator: Generator) -> Found:
    x, y = batch  # type: ignore[misc]
    return classification(model, (x + 0.1 * torch.randn(x.shape, generator=generator), y), generator)


def train(**more: Any) -> tuple[History, nn.Module]:
    torch.manual_seed(3)
    generator = Generator().manual_seed(5)
    model, digits = Drawing(generator), load("digits")
    hooks = [make(model) for make in more.pop("hooks", [])]
    data = Batches(digits.train, 200, prepare=to_float, augment=moved)
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    arguments = {"epochs": 2, "generator": generator, "objective": noisy} | more
    return fit(model, data, optimizer, hooks=hooks, **arguments), model


class Sampler(Hook):
    """Draws, looks at the mode, and measures after each epoch."""

    def __init__(self, model: nn.Module) -> None:
        self.seen: list[bool] = []

    def step(self, model: nn.Module, history: History) -> None:
        torch.randn(3)
        self.seen.append(model.training)
        model.train()

    def epoch(self, model: nn.Module, history: History) -> dict[str, float]:
        return {"sharpness": model(torch.rand(2, 1, 8, 8)).std()}  # type: ignore[dict-item]


def validation() -> Batches:
    return Batches(load("digits").test, 100, prepare=to_float)


def test_validation_and_hooks_change_no_bit_of_the_training() -> None:
    alone, watched = train(), train(validation=validation(), hooks=[Sampler, MovingAverage])
    assert alone[0].losses == watched[0].losses
    weights = watched[1].state_dict()
    assert all(tensor.equal(weights[name]) for name, tensor in alone[1].state_dict().items())
    assert set(watched[0].epochs[-1].metrics) == {"loss", "accuracy", "sharpness"}
    assert set(watched[0].epochs[-1].trained) == {"accuracy"}


def test_every_evaluation_draws_the_same() -> None:
    _, model = train(epochs=1)
    first, second = (evaluate(model, validation(), noisy) for _ in range(2))
    assert first == second
    other = evaluate(model, validation(), noisy, generator=Generator().manual_seed(1))
    assert other.loss != first.loss


def test_a_hook_sees_each_step_in_evaluation_mode() -> None:
    model = nn.Linear(2, 1)
    hook = Sampler(model)
    points = Points(torch.ones(6, 2), torch.ones(6, 1))
    hook.epoch = lambda model, history: {}  # type: ignore[method-assign]
    optimizer = optim.SGD(model.parameters())
    fit(model, Batches(points, 2), optimizer, epochs=1, generator=Generator(), objective=regression, hooks=[hook])
    assert hook.seen == [False] * 3


# --- the moving average ------------------------------------------------------------------------------------------


def test_the_moving_average_is_its_twin() -> None:
    kept: list[torch.optim.swa_utils.AveragedModel] = []

    class Twin(Hook):
        def __init__(self, model: nn.Module) -> None:
            average = torch.optim.swa_utils.get_ema_multi_avg_fn(0.9)
            kept.append(torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=average))

        def step(self, model: nn.Module, history: History) -> None:
            kept[0].update_parameters(model)

    averages: list[MovingAverage] = []

    def mine(model: nn.Module) -> MovingAverage:
        averages.append(MovingAverage(model, 0.9))
        return averages[0]

    _, model = train(hooks=[mine, Twin])
    for ours, theirs in zip(averages[0].model.parameters(), kept[0].module.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-7)
    for ours, trained in zip(averages[0].model.buffers(), model.buffers(), strict=True):
        assert ours.equal(trained)
    assert not averages[0].model.training
    with pytest.raises(ValueError, match="decay must be at least 0 and below 1, got 1"):
        MovingAverage(model, 1.0)


def test_the_moving_average_of_tied_weights_is_made_once() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight  # type: ignore[union-attr]
    average = MovingAverage(model, 0.5)
    average.step(model, History())
    with torch.no_grad():
        model[0].weight += 1.0  # type: ignore[operator]
    average.step(model, History())
    torch.testing.assert_close(average.model[0].weight, model[0].weight - 0.5)  # type: ignore[index]


def test_a_run_with_hooks_and_noise_goes_on_to_the_same_end(tmp_path: Path) -> None:
    averages: list[MovingAverage] = []

    def average(model: nn.Module) -> MovingAverage:
        averages.append(MovingAverage(model, 0.9))
        return averages[-1]

    whole = train(hooks=[average], validation=validation())
    for step in (3, 11):
        checkpoint = Checkpoint(tmp_path, every_steps=2)
        with pytest.raises(Stop):
            train(hooks=[average], validation=validation(), checkpoint=checkpoint, loggers=[StopAt(step)])
    onlooker = Hook()  # keeps nothing, and may come and go
    again = train(hooks=[lambda _: onlooker, average], validation=validation(), checkpoint=Checkpoint(tmp_path))
    same(again, whole)
    assert [epoch.trained for epoch in again[0].epochs] == [epoch.trained for epoch in whole[0].epochs]
    assert averages[-1].steps == averages[0].steps == 16
    for one, other in zip(averages[-1].model.parameters(), averages[0].model.parameters(), strict=True):
        assert one.equal(other)


# --- parts of a step ---------------------------------------------------------------------------------------------


def line(settings: Settings, size: int, *, left_out: bool = False) -> tuple[History, Tensor]:
    generator = Generator().manual_seed(0)
    images = torch.rand(30, 1, 2, 2, generator=generator, dtype=torch.float64)
    labels = torch.arange(30) % 3
    if left_out:
        labels[torch.rand(30, generator=generator) < 0.6] = LEFT_OUT
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3)).double()
    nn.init.zeros_(model[1].weight), nn.init.zeros_(model[1].bias)  # type: ignore[arg-type]
    optimizer = optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    data = Batches(Split(images, labels), size)
    history = fit(model, data, optimizer, epochs=3, generator=generator, settings=settings)
    return history, model[1].weight.detach()  # type: ignore[union-attr,return-value]


@pytest.mark.parametrize("left_out", [False, True])
@pytest.mark.parametrize("clip", [None, 0.1])
def test_accumulated_batches_make_the_step_of_one_large_batch(left_out: bool, clip: float | None) -> None:
    whole, weight = line(Settings(clip_norm=clip), 12, left_out=left_out)  # 12, 12 and 6
    for size, parts in ((6, 2), (4, 3), (3, 4), (1, 12)):
        history, other = line(Settings(clip_norm=clip, accumulate=parts), size, left_out=left_out)
        assert history.step == 9
        assert history.losses == pytest.approx(whole.losses, rel=1e-12)
        assert [epoch.loss for epoch in history.epochs] == pytest.approx([epoch.loss for epoch in whole.epochs])
        torch.testing.assert_close(other, weight, rtol=1e-10, atol=1e-12)


def test_the_loss_of_an_epoch_is_over_all_that_it_counted() -> None:
    history, _ = line(Settings(), 29)  # batches of 29 and of 1
    sizes = [29, 1]
    for epoch, start in zip(history.epochs, (0, 2, 4), strict=True):
        wanted = sum(n * loss for n, loss in zip(sizes, history.losses[start : start + 2], strict=True)) / 30
        assert epoch.loss == pytest.approx(wanted)


def test_a_step_that_counts_nothing_goes_nowhere() -> None:
    generator, model = Generator().manual_seed(0), nn.Linear(4, 3)
    before = model.weight.clone()
    data = Batches(Points(torch.rand(4, 4), torch.full((4,), LEFT_OUT)), 2)
    history = fit(model, data, optim.SGD(model.parameters(), lr=1.0), epochs=1, generator=generator)
    assert history.losses == [0, 0]
    assert model.weight.equal(before)


# --- other data --------------------------------------------------------------------------------------------------


def test_records_with_names_are_trained_on_as_dicts() -> None:
    def objective(model: Model, batch: dict[str, Tensor], generator: Generator) -> Found:
        wrong = (model(batch["x"]).squeeze(1) - batch["y"]) ** 2 * batch["weight"]
        return wrong.sum(), float(batch["weight"].sum()), {}

    x = torch.rand(40, 2, generator=Generator().manual_seed(0))
    records = Records(x=x, y=x @ torch.tensor([1.0, -2.0]), weight=torch.rand(40).round())
    model = nn.Linear(2, 1)
    data = Batches(records, 8, augment=lambda batch, generator: batch, prepare=lambda batch: {**batch, "seen": True})
    assert next(iter(data))["seen"] is True
    optimizer = optim.Adam(model.parameters(), lr=0.1)
    history = fit(model, data, optimizer, epochs=30, generator=Generator(), objective=objective)
    assert history.epochs[-1].loss < 0.01 * history.epochs[0].loss


def test_a_device_is_where_model_and_batches_are_moved() -> None:
    class Epoch:
        def __len__(self) -> int:
            return 1

        def epoch(self, generator: Generator) -> Iterator[Any]:
            yield {"pair": (torch.ones(2, 3), [torch.tensor(1)])}

    seen = []

    def objective(model: Model, batch: Any, generator: Generator) -> Found:
        seen.append((batch["pair"][0].device.type, batch["pair"][1][0].device.type, generator.device.type))
        return model(batch["pair"][0]).sum(), 2, {}

    model = nn.Linear(3, 1)
    settings = Settings(device="cpu", bfloat16=True)
    optimizer, generator = optim.SGD(model.parameters()), Generator()
    fit(model, Epoch(), optimizer, epochs=1, generator=generator, objective=objective, settings=settings)
    assert seen == [("cpu", "cpu", "cpu")]


@pytest.mark.parametrize(
    ("epochs", "count", "words"), [(0, 4, "epochs must be at least 1, got 0"), (1, 0, "no batches")]
)
def test_nothing_to_train_is_refused(epochs: int, count: int, words: str, tmp_path: Path) -> None:
    model, data = nn.Linear(2, 2), Batches(Points(torch.rand(count, 2), torch.zeros(count, dtype=torch.int64)), 2)
    optimizer, kept = optim.SGD(model.parameters()), Checkpoint(tmp_path)
    with pytest.raises(ValueError, match=words):
        fit(model, data, optimizer, epochs=epochs, generator=Generator(), checkpoint=kept)
