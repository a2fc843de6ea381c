"""Muon: momentum for matrices, made orthogonal before it is applied (lecture 11)."""

import math

import torch
from torch import Tensor

from chainrule.optim.optimizer import Group, Optimizer, Parameters, State

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
ADJUSTMENTS = (None, "original", "match_rms_adamw")


class Muon(Optimizer):
    """A step along the orthogonal matrix that is nearest to the momentum: all its directions count alike.

        v <- momentum * v + (1 - momentum) * g
        u <- momentum * v + (1 - momentum) * g   with `nesterov`, else  u <- v
        w <- w - lr * weight_decay * w - lr * scale * orthogonalized(u)

    `scale` is sqrt(max(1, rows / columns)), or 0.2 sqrt(max(rows, columns)) with `adjust_lr_fn="match_rms_adamw"`,
    which makes steps as large as AdamW's. A kernel of a convolution (O, I, k, k) counts as the matrix (O, I k k). Only
    for hidden layers: leave biases, embeddings, norms and the last layer to another optimizer.

    Raises ValueError for a setting below 0, a parameter with fewer than two dimensions, or an unknown `adjust_lr_fn`.

    >>> w = torch.nn.Parameter(torch.zeros(2, 2))
    >>> optimizer = Muon([w], lr=0.1)
    >>> w.grad = torch.tensor([[5.0, 0.0], [0.0, 0.2]])
    >>> optimizer.step()
    >>> (w.diagonal().abs() > 0.05).all().item()          # the direction with a small gradient moves as well
    True

    Source: K. Jordan and others, Muon: an optimizer for hidden layers in neural networks (2024); J. Liu and others,
    Muon is scalable for LLM training (2025), for the second scale.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = COEFFICIENTS,
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        super().check(group)
        self.require(group, "momentum", "ns_steps")
        if group["adjust_lr_fn"] not in ADJUSTMENTS:
            raise ValueError(f"Muon: adjust_lr_fn must be one of {ADJUSTMENTS}, got {group['adjust_lr_fn']!r}")
        for parameter in group["params"]:
            if parameter.dim() < 2:
                shape = tuple(parameter.shape)
                raise ValueError(f"Muon: params must be matrices or kernels of convolutions, got one of shape {shape}")

    def update(self, parameter: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        momentum = group["momentum"]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(parameter)
        velocity = state["momentum_buffer"].lerp_(gradient, 1 - momentum)
        direction = gradient.lerp(velocity, momentum) if group["nesterov"] else velocity
        matrix = direction.flatten(1)  # (rows, columns)
        step = orthogonalized(matrix, group["ns_coefficients"], group["ns_steps"], group["eps"])
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        parameter.add_(
            step.reshape(direction.shape), alpha=-group["lr"] * self.scale(group["adjust_lr_fn"], *matrix.shape)
        )

    @staticmethod
    def scale(adjustment: str | None, rows: int, columns: int) -> float:
        """By how much the rate of a matrix is multiplied."""
        if adjustment == "match_rms_adamw":
            return 0.2 * math.sqrt(max(rows, columns))
        return math.sqrt(max(1.0, rows / columns))


def orthogonalized(
    matrix: Tensor, coefficients: tuple[float, float, float] = COEFFICIENTS, steps: int = 5, eps: float = 1e-7
) -> Tensor:
    """About U V^T, where the matrix is U S V^T: its singular values are brought near 1, in bfloat16.

    A Newton-Schulz iteration, x <- a x + b (x x^T) x + c (x x^T)^2 x, which acts on each singular value as the
    polynomial a s + b s^3 + c s^5. These coefficients lift small values fast and leave all of them between about 0.7
    and 1.2.

    >>> spread = orthogonalized(torch.diag(torch.tensor([3.0, 1.0, 0.3]))).float()
    >>> bool((torch.linalg.svdvals(spread) - 1).abs().max() < 0.35)
    True
    """
    a, b, c = coefficients
    x = matrix.bfloat16()
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x  # the product x x^T is then the smaller of the two
    x = x / x.norm().clamp(min=eps)  # no singular value is above 1
    for _ in range(steps):
        gram = x @ x.T
        # addmm rounds to bfloat16 once where the written-out sum would twice, and is what PyTorch's Muon does.
        polynomial = torch.addmm(gram, gram, gram, beta=b, alpha=c)  # b x x^T + c (x x^T)^2
        x = torch.addmm(x, polynomial, x, beta=a)
    return x.T if tall else x
