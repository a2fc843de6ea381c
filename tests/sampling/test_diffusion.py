"""Schedules, conversions and steps of diffusion keep their laws, and draw from distributions that are known."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Generator, Tensor

from chainrule.sampling.diffusion import (
    Step,
    cosine_schedule,
    ddim,
    ddpm,
    guided,
    linear_schedule,
    noised,
    predicted,
    sample,
    snr,
)

SCHEDULES = {"linear": linear_schedule, "cosine": cosine_schedule}
MEAN, SPREAD = 0.5, 0.8


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))
def test_noise_takes_over_step_by_step(schedule: Callable[[int], Tensor]) -> None:
    kept = schedule(1000)
    assert kept.shape == (1000,)
    assert kept.dtype == torch.float64
    assert (snr(kept).diff() < 0).all()
    assert kept[0] > 0.999
    assert 0 < kept[-1] < 1e-4


@pytest.mark.parametrize("steps", [1, 10, 1000])
def test_the_cosine_schedule_ends_where_all_is_noise_and_loses_no_more_than_most_in_a_step(steps: int) -> None:
    kept = torch.cat((torch.ones(1, dtype=torch.float64), cosine_schedule(steps)))
    beta = 1 - kept[1:] / kept[:-1]
    assert beta.max().item() == beta[-1].item() == pytest.approx(0.999)
    exact = torch.cos((torch.arange(steps + 1) / steps + 0.008) / 1.008 * torch.pi / 2) ** 2
    torch.testing.assert_close(kept[:-1], (exact / exact[0])[:-1].double(), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))
def test_noise_at_once_has_the_moments_of_noise_step_by_step(schedule: Callable[[int], Tensor]) -> None:
    kept, mean, variance = schedule(50), torch.tensor(0.7).double(), torch.tensor(0.0).double()
    for t in range(50):  # of x_t given x_0 = 0.7, by the definition of one step
        beta = 1 - kept[t] / (kept[t - 1] if t else 1)
        mean, variance = (1 - beta).sqrt() * mean, (1 - beta) * variance + beta
        at_once = [noised(torch.full((1,), 0.7).double(), torch.tensor([e]).double(), kept[t]) for e in (0.0, 1.0)]
        torch.testing.assert_close(at_once[0][0], mean)
        torch.testing.assert_close((at_once[1] - at_once[0])[0] ** 2, variance)


def test_noise_at_once_is_drawn_as_step_by_step() -> None:
    kept, count, x = linear_schedule(20, 0.01, 0.3), 100_000, torch.full((100_000,), 2.0)
    for t in range(20):
        beta = (1 - kept[t] / (kept[t - 1] if t else 1)).float()
        x = (1 - beta).sqrt() * x + beta.sqrt() * torch.randn(count, generator=seeded(t))
    at_once = noised(torch.full((count,), 2.0), torch.randn(count, generator=seeded(99)), kept[-1])
    error = x.std() / count**0.5
    assert (x.mean() - at_once.mean()).abs() < 4 * 2**0.5 * error
    assert (x.var() - at_once.var()).abs() < 4 * 2 * error * x.std()


@pytest.mark.parametrize("said", ["noise", "x0", "v"])
@pytest.mark.parametrize("kept", [torch.tensor(0.3).double(), torch.tensor([0.9, 0.5, 0.01, 1e-4]).double()])
def test_each_prediction_gives_the_others(said: str, kept: Tensor) -> None:
    x0, noise = (torch.randn(4, 2, 3, generator=seeded(i), dtype=torch.float64) for i in range(2))
    signal, spread = (each.reshape(-1, 1, 1) for each in (kept.sqrt(), (1 - kept).sqrt()))
    truth = {"noise": noise, "x0": x0, "v": signal * noise - spread * x0}
    found = predicted(truth[said], noised(x0, noise, kept), kept, said)
    torch.testing.assert_close(found, truth, rtol=1e-9, atol=1e-9)


def test_an_unknown_prediction_is_refused() -> None:
    with pytest.raises(ValueError, match='"noise", "x0" or "v", got \'score\''):
        predicted(torch.zeros(1), torch.zeros(1), torch.tensor(0.5), "score")


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=list(SCHEDULES))
@pytest.mark.parametrize("stride", [1, 7, 100])
def test_ddim_with_eta_one_is_ddpm(schedule: Callable[[int], Tensor], stride: int) -> None:
    kept = schedule(1000)
    x, x0 = (torch.randn(5, generator=seeded(i), dtype=torch.float64) for i in range(2))
    for t in range(999, 0, -stride):
        then = kept[t - stride] if t >= stride else torch.ones((), dtype=torch.float64)
        mean, variance = ddpm(x, x0, kept[t], then)
        other, same = ddim(x, x0, kept[t], then, eta=1.0)
        torch.testing.assert_close(other, mean, rtol=1e-7, atol=1e-9)
        torch.testing.assert_close(same, variance, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("step", [ddpm, ddim, partial(ddim, eta=0.5)])
def test_a_step_back_leaves_the_distribution_that_noise_would_have_made(step: Step) -> None:
    """x_t | x_0 has mean √ᾱ_t x_0 and variance 1 - ᾱ_t; a step must lead to those of s, whatever s."""
    now, then, x0 = torch.tensor(0.2).double(), torch.tensor(0.7).double(), torch.full((2,), 1.5).double()
    ends = now.sqrt() * x0 + torch.tensor([0.0, 1.0]).double() * (1 - now).sqrt()
    (mean, moved), variance = step(ends, x0, now, then)
    assert mean.item() == pytest.approx((then.sqrt() * 1.5).item())
    assert ((moved - mean) ** 2 + variance).item() == pytest.approx((1 - then).item())


@pytest.mark.parametrize("step", [ddpm, ddim])
def test_the_last_step_gives_what_the_model_sees_without_noise(step: Step) -> None:
    one, x, x0 = torch.ones((), dtype=torch.float64), torch.randn(3), torch.randn(3)
    mean, variance = step(x, x0, torch.tensor(0.99).double(), one)
    torch.testing.assert_close(mean, x0)
    assert variance == 0


def of_a_gaussian(kept: Tensor, said: str) -> Callable[[Tensor, Tensor], Tensor]:
    """What is best said of x_t where the data are N(MEAN, SPREAD²): E[x_0 | x_t] in closed form."""

    def says(x: Tensor, t: Tensor) -> Tensor:
        share = kept[t].reshape(-1, 1).float()
        gain = share.sqrt() * SPREAD**2 / (share * SPREAD**2 + 1 - share)
        x0 = MEAN + gain * (x - share.sqrt() * MEAN)
        return predicted(x0, x, kept[t], "x0")[said]

    return says


@pytest.mark.parametrize(("step", "steps"), [(ddpm, 200), (ddim, 200), (ddim, 50), (partial(ddim, eta=0.5), 100)])
@pytest.mark.parametrize("said", ["noise", "v"])
def test_samples_of_a_gaussian_have_its_moments(step: Step, steps: int, said: str) -> None:
    kept, count = cosine_schedule(200), 20_000
    model = of_a_gaussian(kept, said)
    x = sample(model, (count, 1), kept, generator=seeded(), predicts=said, steps=steps, step=step)
    assert x.mean().item() == pytest.approx(MEAN, abs=0.03)
    assert x.std().item() == pytest.approx(SPREAD, abs=0.03)


def test_ddim_draws_nothing_after_the_first_noise_and_ddpm_draws_in_every_step() -> None:
    kept = cosine_schedule(10)
    for step, draws in ((ddim, 1), (ddpm, 10)):  # of ten steps the last is certain
        used, wanted = seeded(), seeded()
        sample(of_a_gaussian(kept, "x0"), (3, 1), kept, generator=used, predicts="x0", step=step)
        for _ in range(draws):
            torch.randn(3, 1, generator=wanted)
        assert used.get_state().equal(wanted.get_state())


def test_the_model_is_asked_at_evenly_spread_times_down_to_the_last() -> None:
    asked, told = [], []

    def model(x: Tensor, t: Tensor) -> Tensor:
        asked.append(t.tolist())
        return x

    for steps in (None, 3, 1):
        see = lambda t, x, x0: told.append((t, x0.abs().max().item()))  # noqa: E731
        sample(model, (2, 1), linear_schedule(10), generator=seeded(), predicts="x0", steps=steps, clip=0.1, seen=see)
    assert asked[:10] == [[t, t] for t in reversed(range(10))]
    assert asked[10:] == [[9, 9], [4, 4], [0, 0], [9, 9]]
    assert [t for t, _ in told] == [t for t, _ in asked]
    assert max(most for _, most in told) <= 0.1 + 1e-6


@pytest.mark.parametrize("steps", [0, 11])
def test_a_number_of_steps_that_is_not_there_is_refused(steps: int) -> None:
    with pytest.raises(ValueError, match=f"steps must be from 1 to 10, got {steps}"):
        sample(lambda x, t: x, (1,), linear_schedule(10), generator=None, steps=steps)


def test_guidance_of_weight_zero_is_the_conditional_model() -> None:
    def model(x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        return x * labels.float()[:, None] + t[:, None]

    x, t, labels = torch.randn(3, 2), torch.tensor([1, 2, 3]), torch.tensor([1, 2, 3])
    without = model(x, t, torch.full_like(labels, 7))
    assert guided(model, 0.0, none=7)(x, t, labels).equal(model(x, t, labels))
    torch.testing.assert_close(guided(model, -1.0, none=7)(x, t, labels), without)
    torch.testing.assert_close(guided(model, 2.0, none=7)(x, t, labels), 3 * model(x, t, labels) - 2 * without)


def test_labels_choose_what_is_drawn() -> None:
    kept, labels = cosine_schedule(20), torch.tensor([0, 1, 2, 1])

    def model(x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        return labels.float()[:, None].expand_as(x)

    drawn = sample(model, (4, 1), kept, generator=seeded(), labels=labels, predicts="x0", step=ddpm)
    torch.testing.assert_close(drawn[:, 0], labels.float())
