"""How long is a training step over Tensors on NumPy, beside PyTorch eager in the same run?

A step is the whole of it: forward, cross-entropy, backward, and gradient descent, in float32, on a batch of pictures of
28 x 28. They take turns of a few steps, so that the threads of the one are asleep while the other is at work; the first
of a turn wakes them up and does not count. In every turn both sides start from the same weights, see the same batch and
must agree on every loss. With one thread it is processor time that counts, with two it is time on the wall.
"""

import random
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time, sleep

import numpy as np
import torch
from torch import nn

try:
    from threadpoolctl import threadpool_info, threadpool_limits
except ModuleNotFoundError:
    sys.exit("threadpoolctl is missing. It sets NumPy's threads: pip install -c constraints.txt threadpoolctl")

from chainrule.autograd import Tensor, cross_entropy, tensor_mlp, zero_grad
from chainrule.autograd.tensor_lenet import LeNet

THREADS = (1, 2)
BATCH = 64
LEARNING_RATE = 0.05
TOLERANCE = 1e-4  # between the losses of both sides, relative
STEPS = 6  # in a turn, of which the first does not count

Step = Callable[[], float]


def twin_of_mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def twin_of_lenet() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


def steps_of(name: str) -> tuple[Step, Step, Callable[[], None]]:
    """A training step of ours and one of PyTorch's on the same batch, and a way to start both again."""
    chance = np.random.default_rng(0)
    shape = (BATCH, 1, 28, 28) if name == "lenet" else (BATCH, 784)
    pictures = chance.random(shape, dtype=np.float32)
    labels = chance.integers(0, 10, BATCH)
    torch.manual_seed(0)
    if name == "lenet":
        model, twin = LeNet(generator=random.Random(0)), twin_of_lenet()
    else:
        model, twin = tensor_mlp.MLP(784, [128, 64, 10], fused=True, generator=random.Random(0)), twin_of_mlp()
    parameters = model.parameters()
    first = [other.detach().clone() for other in twin.parameters()]
    optimizer = torch.optim.SGD(twin.parameters(), lr=LEARNING_RATE)
    loss_of, x, y = nn.CrossEntropyLoss(), torch.tensor(pictures), torch.tensor(labels)

    def ours() -> float:
        loss = cross_entropy(model(Tensor(pictures)), labels)
        zero_grad(parameters)
        loss.backward()
        for parameter in parameters:
            parameter.data -= LEARNING_RATE * parameter.grad
        return loss.item()

    def theirs() -> float:
        loss = loss_of(twin(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    def again() -> None:
        for weights, parameter, other in zip(first, parameters, twin.parameters(), strict=True):
            parameter.data = weights.numpy().copy()
            other.data.copy_(weights)

    return ours, theirs, again


def turn(step: Step, clock: Callable[[], float]) -> tuple[list[float], list[float]]:
    """The losses of a few steps, and the seconds of all but the first."""
    losses, seconds = [], []
    for _ in range(STEPS):
        start = clock()
        losses.append(step())
        seconds.append(clock() - start)
    return losses, seconds[1:]


def measure(name: str, threads: int, turns: int) -> tuple[float, float]:
    """The median seconds of a step: ours, and PyTorch's."""
    clock = process_time if threads == 1 else perf_counter
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with threadpool_limits(threads, user_api="blas"):
            *both, again = steps_of(name)
            seconds: tuple[list[float], list[float]] = [], []
            for number in range(turns + 1):
                losses = []
                again()
                for step, times in zip(both, seconds, strict=True):
                    if threads > 1:
                        sleep(0.03)  # the idle threads of both libraries spin for a while before they sleep
                    made, took = turn(step, clock)
                    losses.append(made)
                    if number:  # the first round warms up
                        times += took
                if not np.allclose(*losses, rtol=TOLERANCE):
                    raise SystemExit(f"{name}: both sides did not do the same work: their losses are {losses}")
    finally:
        torch.set_num_threads(before)
    return median(seconds[0]), median(seconds[1])


def kernel() -> str:
    """Which library, with code for which processor, multiplies NumPy's matrices."""
    [blas] = [pool for pool in threadpool_info() if pool["user_api"] == "blas" and "numpy" in pool["filepath"]]
    return f"{blas['internal_api']} {blas['version']} for {blas.get('architecture', 'this processor')}"


def rows(quick: bool) -> list[tuple[str, int, float, float]]:
    """Network, threads, seconds of a step of ours and of PyTorch's."""
    measured = []
    for name, turns in (("mlp", 40), ("lenet", 12)):
        for threads in THREADS:
            measured.append((name, threads, *measure(name, threads, 1 if quick else turns)))
    return measured


def ratios(quick: bool) -> dict[str, float]:
    """Our time by PyTorch's, `tensor_mlp` and `tensor_lenet`: the larger of that with one thread and that with two."""
    return worst(rows(quick))


def worst(measured: list[tuple[str, int, float, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, _, ours, theirs in measured:
        found[f"tensor_{name}"] = max(found.get(f"tensor_{name}", 0.0), ours / theirs)
    return found
