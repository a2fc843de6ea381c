"""Adam and AdamW: momentum and a learning rate for each number, both from moving averages (lecture 11)."""

import math

import torch
from torch import Tensor

from chainrule.optim.optimizer import Group, Optimizer, Parameters, State


class Adam(Optimizer):
    """The mean of the recent gradients over the root of the mean of their squares.

        g <- g + weight_decay * w
        m <- beta1 * m + (1 - beta1) * g
        s <- beta2 * s + (1 - beta2) * g^2
        w <- w - lr * m' / (sqrt(s') + eps),    m' = m / (1 - beta1^t),  s' = s / (1 - beta2^t)    in step t = 1, 2, ...

    Both averages start at zero and are too small at first; dividing by 1 - beta^t mends that. `amsgrad` takes the
    largest s so far in place of s.

    `weight_decay` is added to the gradient, as the term weight_decay / 2 * |w|^2 in the loss would be, and then scaled
    with it: numbers with large gradients decay little. `AdamW` decays all alike.

    Raises ValueError for a setting below 0, and for `betas` outside of [0, 1).

    >>> w = torch.nn.Parameter(torch.tensor([1.0, 100.0]))
    >>> optimizer = Adam([w], lr=0.1)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w                 # the first step is of the size lr, however large the gradient is
    Parameter containing:
    tensor([ 0.9000, 99.9000], requires_grad=True)

    Source: D. Kingma, J. Ba, Adam (2015), algorithm 1; S. Reddi, S. Kale, S. Kumar, On the convergence of Adam and
    beyond (2018), for amsgrad.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ) -> None:
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad}
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        super().check(group)
        for index, beta in enumerate(group["betas"]):
            self.require_share(f"betas[{index}]", beta)

    def update(self, parameter: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        if not state:
            state["step"] = torch.tensor(0.0, dtype=torch.float32)
            state["exp_avg"] = torch.zeros_like(parameter)
            state["exp_avg_sq"] = torch.zeros_like(parameter)
        if group["amsgrad"] and "max_exp_avg_sq" not in state:  # also where it is switched on midway
            state["max_exp_avg_sq"] = torch.zeros_like(parameter)
        state["step"] += 1
        t, (beta1, beta2) = int(state["step"]), group["betas"]
        gradient = self.decay(parameter, gradient, group)
        mean = state["exp_avg"].lerp_(gradient, 1 - beta1)  # m + (1 - beta1) (g - m)
        squares = state["exp_avg_sq"].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        if group["amsgrad"]:
            squares = torch.maximum(state["max_exp_avg_sq"], squares, out=state["max_exp_avg_sq"])
        root = (squares.sqrt() / math.sqrt(1 - beta2**t)).add_(group["eps"])  # sqrt(s') + eps
        parameter.addcdiv_(mean, root, value=-group["lr"] / (1 - beta1**t))

    def decay(self, parameter: Tensor, gradient: Tensor, group: Group) -> Tensor:
        """The gradient of the loss with the L2 term."""
        return gradient + group["weight_decay"] * parameter if group["weight_decay"] else gradient


class AdamW(Adam):
    """`Adam` whose weight decay is decoupled from the gradient.

        w <- w - lr * weight_decay * w,  then a step of Adam by the gradient of the loss alone

    In `SGD` the two ways to decay are one. In Adam they are not: a term in the loss goes through the division by the
    root of the mean square, so that a number with large gradients hardly decays; here each loses the same share.

    >>> w = torch.nn.Parameter(torch.tensor([1.0]))
    >>> optimizer = AdamW([w], lr=0.1, weight_decay=0.5)
    >>> (0 * w).sum().backward()
    >>> optimizer.step()
    >>> round(w.item(), 4)          # 1 - 0.1 * 0.5
    0.95

    Source: I. Loshchilov, F. Hutter, Decoupled weight decay regularization (2019), algorithm 2.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    def decay(self, parameter: Tensor, gradient: Tensor, group: Group) -> Tensor:
        """The gradient as it is; the parameter shrinks at once."""
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        return gradient
