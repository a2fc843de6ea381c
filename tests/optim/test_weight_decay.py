"""Weight decay and a term |w|^2 in the loss are one for SGD, and two for Adam."""

import pytest
import torch
from torch import Tensor

from chainrule import optim

DECAY = 0.1
# Two weights whose gradients differ by a factor of 1000.
SCALES = torch.tensor([1.0, 1000.0], dtype=torch.float64)


def trained(kind: type[optim.Optimizer], *, term: bool, **settings: float) -> Tensor:
    """Weights after 20 steps on a linear loss; with `term`, DECAY / 2 |w|^2 stands in the loss."""
    w = torch.tensor([1.0, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = kind([w], lr=1e-3, **settings)  # type: ignore[call-arg]
    for _ in range(20):
        optimizer.zero_grad()
        loss = (SCALES * w).sum() + (DECAY / 2 * (w**2).sum() if term else 0.0)
        loss.backward()
        optimizer.step()
    return w.detach()


def test_for_sgd_the_two_agree() -> None:
    torch.testing.assert_close(
        trained(optim.SGD, term=True), trained(optim.SGD, term=False, weight_decay=DECAY), rtol=1e-12, atol=1e-12
    )


def test_for_adam_the_two_ways_into_the_gradient_agree() -> None:
    torch.testing.assert_close(
        trained(optim.Adam, term=True), trained(optim.Adam, term=False, weight_decay=DECAY), rtol=1e-12, atol=1e-12
    )


def test_for_adam_decoupled_decay_differs_from_the_term() -> None:
    plain = trained(optim.Adam, term=False)
    by_term = plain - trained(optim.Adam, term=True)
    decoupled = plain - trained(optim.AdamW, term=False, weight_decay=DECAY)
    assert by_term.abs().max() < 1e-5  # the division by the root of the mean square takes it away
    assert decoupled[0] == pytest.approx(decoupled[1].item(), rel=1e-6)  # each loses the same share of itself
    assert decoupled.min() > 1e-3
