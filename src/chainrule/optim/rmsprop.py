"""RMSProp: AdaGrad that forgets (lecture 11)."""

import torch
from torch import Tensor

from chainrule.optim.optimizer import Group, Optimizer, Parameters, State


class RMSprop(Optimizer):
    """The gradient over the root of a moving average of its squares.

        g <- g + weight_decay * w
        s <- alpha * s + (1 - alpha) * g^2
        m <- alpha * m + (1 - alpha) * g                  with `centered`, and then s - m^2, a variance, stands for s
        v <- momentum * v + g / (sqrt(s) + eps)           (v = g / (sqrt(s) + eps) without momentum)
        w <- w - lr * v

    Raises ValueError for a setting below 0, and for an `alpha` outside of [0, 1).

    >>> w = torch.nn.Parameter(torch.tensor([1.0]))
    >>> optimizer = RMSprop([w], lr=0.1, alpha=0.75)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> round(w.item(), 4)          # s = 0.25 g^2 at first, so the first step is of the size 2 lr
    0.8

    Source: T. Tieleman, G. Hinton, Neural Networks for Machine Learning, lecture 6e (2012); A. Graves, Generating
    sequences with recurrent neural networks (2013), section 4.2, for the centred form.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        super().check(group)
        self.require(group, "momentum")
        self.require_share("alpha", group["alpha"])

    def update(self, parameter: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        alpha, momentum = group["alpha"], group["momentum"]
        if not state:
            state["step"] = torch.tensor(0.0, dtype=torch.float32)
            state["square_avg"] = torch.zeros_like(parameter)
        for name, wanted in (("momentum_buffer", momentum), ("grad_avg", group["centered"])):
            if wanted and name not in state:  # also where it is switched on midway
                state[name] = torch.zeros_like(parameter)
        state["step"] += 1
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter
        squares = state["square_avg"].mul_(alpha).addcmul_(gradient, gradient, value=1 - alpha)
        if group["centered"]:
            mean = state["grad_avg"].mul_(alpha).add_(gradient, alpha=1 - alpha)
            squares = squares - mean**2
        scaled = gradient / (squares.sqrt() + group["eps"])
        if momentum:
            scaled = state["momentum_buffer"].mul_(momentum).add_(scaled)
        parameter.add_(scaled, alpha=-group["lr"])
