"""Diffusion: how noise comes in, and how a network that knows it takes it out again, step by step (lecture 28).

A schedule is ᾱ (T,) float64, `kept` in code: how much of the variance of x₀ is left after t + 1 steps of noise, for
t = 0 ... T - 1. Then x_t = √ᾱ_t x₀ + √(1 - ᾱ_t) ε, and a network may say of x_t what its noise ε is, what x₀ is, or
v = √ᾱ_t ε - √(1 - ᾱ_t) x₀: each of the three gives the others.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import torch
from torch import Generator, Tensor

Denoiser = Callable[..., Tensor]  # model(x_t, t) or model(x_t, t, labels), with t (N,)


class Step(Protocol):
    """From x_t to x_s: the mean and the variance of p(x_s | x_t), given the x₀ that the network sees in x_t."""

    def __call__(self, x: Tensor, x0: Tensor, now: Tensor, then: Tensor) -> tuple[Tensor, Tensor]: ...


def linear_schedule(steps: int = 1000, first: float = 1e-4, last: float = 0.02) -> Tensor:
    """ᾱ_t = Π_(s≤t) (1 - β_s), with β in a straight line from `first` to `last`. Shape (steps,), float64.

    Raises ValueError for less than one step, or a β outside of (0, 1).

    >>> linear_schedule(3, 0.1, 0.5)
    tensor([0.9000, 0.6300, 0.3150], dtype=torch.float64)

    Source: J. Ho, A. Jain, P. Abbeel, Denoising diffusion probabilistic models (2020), section 4.
    """
    if not 0 < first <= last < 1:
        raise ValueError(f"linear_schedule: 0 < first <= last < 1 must hold, got {first} and {last}")
    return (1 - torch.linspace(first, last, at_least_one("linear_schedule", steps), dtype=torch.float64)).cumprod(0)


def cosine_schedule(steps: int = 1000, offset: float = 0.008, most: float = 0.999) -> Tensor:
    """ᾱ_t = f(t + 1) / f(0) for f(t) = cos²((t / T + offset) / (1 + offset) π / 2). Shape (steps,), float64.

    It falls more slowly at both ends than the linear one; f(T) is 0, so that the last β = 1 - ᾱ_t / ᾱ_(t-1) would be 1:
    none is above `most`. Raises ValueError for less than one step.

    >>> cosine_schedule(4)[[0, 1, 3]]
    tensor([8.4701e-01, 4.9384e-01, 1.4427e-04], dtype=torch.float64)

    Source: A. Nichol, P. Dhariwal, Improved denoising diffusion probabilistic models (2021), equation 17.
    """
    t = torch.arange(at_least_one("cosine_schedule", steps) + 1, dtype=torch.float64)
    f = torch.cos((t / steps + offset) / (1 + offset) * math.pi / 2) ** 2
    return (f[1:] / f[:-1]).clamp(min=1 - most).cumprod(0)


def noised(x0: Tensor, noise: Tensor, kept: Tensor) -> Tensor:
    """x_t = √ᾱ_t x₀ + √(1 - ᾱ_t) ε: all steps of noise at once. `kept` is ᾱ_t, one number or (N,), one per example.

    >>> noised(torch.ones(2, 1), torch.zeros(2, 1), kept=torch.tensor([0.25, 0.64]))
    tensor([[0.5000],
            [0.8000]])

    Source: Ho, Jain, Abbeel (2020), equation 4.
    """
    signal, spread = scales(kept, x0)
    return signal * x0 + spread * noise


def snr(kept: Tensor) -> Tensor:
    """ᾱ / (1 - ᾱ): the variance of the signal by that of the noise, for data of variance 1."""
    return kept / (1 - kept)


def predicted(made: Tensor, x: Tensor, kept: Tensor, predicts: str = "noise") -> dict[str, Tensor]:
    """From one of "noise", "x0" and "v" at x_t, all three by name; `kept` is ᾱ_t, one number or (N,).

    x₀ = (x_t - √(1 - ᾱ) ε) / √ᾱ = √ᾱ x_t - √(1 - ᾱ) v,   ε = (x_t - √ᾱ x₀) / √(1 - ᾱ) = √(1 - ᾱ) x_t + √ᾱ v

    Raises ValueError for another name.

    Source: T. Salimans, J. Ho, Progressive distillation for fast sampling of diffusion models (2022), appendix D.
    """
    signal, spread = scales(kept, x)
    if predicts == "noise":
        noise, x0 = made, (x - spread * made) / signal
    elif predicts == "x0":
        noise, x0 = (x - signal * made) / spread, made
    elif predicts == "v":
        return {"noise": spread * x + signal * made, "x0": signal * x - spread * made, "v": made}
    else:
        raise ValueError(f'predicts must be "noise", "x0" or "v", got {predicts!r}')
    return {"noise": noise, "x0": x0, "v": signal * noise - spread * x0}


def ddpm(x: Tensor, x0: Tensor, now: Tensor, then: Tensor) -> tuple[Tensor, Tensor]:
    """q(x_s | x_t, x₀), the step of noise from s to t turned round: its mean, and its variance.

    mean = √ᾱ_s β / (1 - ᾱ_t) x₀ + √α (1 - ᾱ_s) / (1 - ᾱ_t) x_t,   variance = β (1 - ᾱ_s) / (1 - ᾱ_t)

    where α = ᾱ_t / ᾱ_s is what the steps from s to t keep, and β = 1 - α. `now` is ᾱ_t and `then` is ᾱ_s > ᾱ_t, numbers
    of float64. The variance is zero where ᾱ_s is 1: the last step is x₀.

    Source: Ho, Jain, Abbeel (2020), equations 6 and 7.
    """
    alpha = now / then
    beta = 1 - alpha
    mean = (then.sqrt() * beta / (1 - now)).to(x) * x0 + (alpha.sqrt() * (1 - then) / (1 - now)).to(x) * x
    return mean, beta * (1 - then) / (1 - now)


def ddim(x: Tensor, x0: Tensor, now: Tensor, then: Tensor, eta: float = 0.0) -> tuple[Tensor, Tensor]:
    """A step with the same x_s | x₀ that needs no chance: the noise seen in x_t is put back, as much as belongs at s.

    σ² = η² (1 - ᾱ_s) / (1 - ᾱ_t) (1 - ᾱ_t / ᾱ_s),   mean = √ᾱ_s x₀ + √(1 - ᾱ_s - σ²) ε,   variance = σ²

    With eta 0 nothing is drawn and few steps do; with eta 1 it is `ddpm`. Arguments as there.

    Source: J. Song, C. Meng, S. Ermon, Denoising diffusion implicit models (2021), equations 12 and 16.
    """
    noise = predicted(x0, x, now, "x0")["noise"]
    variance = eta**2 * (1 - then) / (1 - now) * (1 - now / then)
    return then.sqrt().to(x) * x0 + (1 - then - variance).clamp(min=0).sqrt().to(x) * noise, variance


def guided(model: Denoiser, weight: float, none: int) -> Denoiser:
    """f(x, t, y) + w (f(x, t, y) - f(x, t, none)): away from what is likely anyway, towards what the label asks for.

    Weight 0 is the model with its labels, -1 the one without, above 0 it overdoes the difference. `none` is the label
    that stands for none, learned by leaving out labels (`denoising(dropped=...)` of `chainrule.training.objectives`).
    It may be the noise that is extrapolated, or x₀, or v: at one x_t these are linear in each other.

    Source: J. Ho, T. Salimans, Classifier-free diffusion guidance (2022), equation 6.
    """
    if weight == 0.0:
        return model

    def both(x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        with_label, without = model(
            torch.cat((x, x)), torch.cat((t, t)), torch.cat((labels, torch.full_like(labels, none)))
        ).chunk(2)
        return with_label + weight * (with_label - without)

    return both


@torch.no_grad()
def sample(
    model: Denoiser,
    shape: Sequence[int],
    kept: Tensor,
    *,
    generator: Generator | None,
    labels: Tensor | None = None,
    predicts: str = "noise",
    steps: int | None = None,
    step: Step = ddim,
    clip: float | None = None,
    seen: Callable[[int, Tensor, Tensor], Any] | None = None,
) -> Tensor:
    """Draw examples of `shape` (N, ...): begin with noise, ask the model for x₀ and go towards it, T times or `steps`.

    The times are spread evenly from T - 1 to 0. `predicts` is what the model says, `step` is `ddim`, `ddpm`, or
    `partial(ddim, eta=0.5)`. With `labels` (N,) the model is called as model(x, t, labels). x₀ is kept within -clip and
    clip, where pixels are. `seen(t, x, x0)` is told of each x_t and the x₀ that the model sees in it. Noise is drawn on
    the processor, and the rest computed where `kept` lies.

    Raises ValueError for a number of steps outside of 1 ... T.

    >>> data_at_two = lambda x, t: torch.full_like(x, 2.0)
    >>> sample(data_at_two, (3,), cosine_schedule(50), generator=None, predicts="x0", steps=5)
    tensor([2., 2., 2.])
    """
    steps = len(kept) if steps is None else steps
    if not 1 <= steps <= len(kept):
        raise ValueError(f"sample: steps must be from 1 to {len(kept)}, got {steps}")
    times = torch.linspace(len(kept) - 1, 0, steps).round().long().tolist()
    levels = [*(kept[t] for t in times), torch.ones_like(kept[0])]  # ᾱ at each time, and without noise

    def draw() -> Tensor:
        return torch.randn(tuple(shape), generator=generator).to(kept.device)

    x = draw()
    for t, now, then in zip(times, levels, levels[1:], strict=False):
        asked = (x, torch.full((len(x),), t, device=x.device)) + (() if labels is None else (labels,))
        x0 = predicted(model(*asked), x, now, predicts)["x0"]
        x0 = x0 if clip is None else x0.clamp(-clip, clip)
        if seen:
            seen(t, x, x0)
        x, variance = step(x, x0, now, then)
        x = x + variance.sqrt().to(x) * draw() if variance > 0 else x
    return x


def scales(kept: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """√ᾱ and √(1 - ᾱ), shaped so that (N,) goes with the examples of x (N, ...)."""
    kept = kept.to(x.device).reshape(-1, *(1,) * (x.dim() - 1)) if kept.dim() else kept
    return kept.sqrt().to(x), (1 - kept).sqrt().to(x)


def at_least_one(schedule: str, steps: int) -> int:
    if steps < 1:
        raise ValueError(f"{schedule}: steps must be at least 1, got {steps}")
    return steps
