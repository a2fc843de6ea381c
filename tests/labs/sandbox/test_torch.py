"""PyTorch in the box: what the labs need of it works, is quick the first time, and shares the zygote's memory."""

from collections.abc import Callable

import pytest

from chainrule.labs import Draw, Lab, Student, check, run_checks
from chainrule.labs.sandbox import BoxLimits, SandboxLauncher

pytestmark = pytest.mark.needs("the sandbox")
WORKS = b"""
import os
import time

began = time.perf_counter()
threads_before = len(os.listdir("/proc/self/task"))
import torch
from torch.utils.data import DataLoader, TensorDataset


def gradient():
    weight = torch.arange(4.0).reshape(2, 2).requires_grad_()
    (weight @ weight).sum().backward()
    return weight.grad


def loaded():
    numbers = TensorDataset(torch.arange(20.0).reshape(20, 1))
    return sum(float(batch.sum()) for (batch,) in DataLoader(numbers, batch_size=5, num_workers=2))


def threads():
    torch.set_num_threads(2)
    x = torch.ones(300, 300)
    return float((x @ x).sum())


def trained():
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    x = torch.randn(32, 3)
    losses = []
    for _ in range(20):
        loss = ((model(x) - x.sum(1, keepdim=True)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses[-1] < losses[0] / 2


def lie():
    class Lie(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            return torch.tensor(True)

    return torch.ones(2, 2).as_subclass(Lie)
"""


@check("PyTorch works", points=1, rounds=1, seconds=60)
def works(student: Student, draw: Draw) -> None:
    import torch

    student.threads_before.should_be(1)
    student.gradient().should_be(torch.tensor([[3.0, 7.0], [5.0, 9.0]]))
    student.loaded().should_be(190.0)
    student.threads().should_be(300.0**3)
    student.trained().should_be(True)


@check("A tensor is no more than its numbers", points=1, rounds=1, seconds=60)
def lies(student: Student, draw: Draw) -> None:
    import torch

    student.lie().should_be(torch.zeros(2, 2))


def test_what_labs_need_works_and_a_lying_tensor_does_not(lab_of: Callable[..., Lab]) -> None:
    launcher = SandboxLauncher(preload=("numpy", "torch"))
    verdict = run_checks(lab_of(works, lies), WORKS, launch=launcher)
    bomb = b"import torch\nkept = [torch.ones(25_000_000) for _ in range(40)]\n"
    stopped = run_checks(lab_of(works), bomb, launch=launcher)
    launcher.close()
    assert [result.passed for result in verdict.results] == [True, False], verdict
    assert "a Lie" in verdict.results[1].message
    assert "cpuinfo" not in verdict.output
    assert f"more than {BoxLimits().memory_bytes >> 20:,} MB of memory" in stopped.problem
