"""AdaGrad: a learning rate for each number, which falls as its gradients add up (lecture 11)."""

import torch
from torch import Tensor

from chainrule.optim.optimizer import Group, Optimizer, Parameters, State


class Adagrad(Optimizer):
    """The gradient over the root of the sum of all squared gradients so far.

        g <- g + weight_decay * w
        s <- s + g^2                                      (s = initial_accumulator_value at first)
        w <- w - lr / (1 + (t - 1) lr_decay) * g / (sqrt(s) + eps)          in step t = 1, 2, ...

    Numbers that rarely get a gradient, such as the embeddings of rare words, take large steps. As s only grows, the
    steps shrink for ever, which `RMSprop` mends.

    Raises ValueError for a setting below 0.

    >>> w = torch.nn.Parameter(torch.tensor([1.0, 100.0]))
    >>> optimizer = Adagrad([w], lr=0.1)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w                 # the first step is of the size lr, however large the gradient is
    Parameter containing:
    tensor([ 0.9000, 99.9000], requires_grad=True)

    Source: J. Duchi, E. Hazan, Y. Singer, Adaptive subgradient methods (2011).
    """

    def __init__(
        self,
        params: Parameters,
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
    ) -> None:
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        super().check(group)
        self.require(group, "lr_decay", "initial_accumulator_value")

    def update(self, parameter: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        if not state:
            state["step"] = torch.tensor(0.0, dtype=torch.float32)
            state["sum"] = torch.full_like(parameter, group["initial_accumulator_value"])
        state["step"] += 1
        t = int(state["step"])
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter
        squares = state["sum"].addcmul_(gradient, gradient)
        rate = group["lr"] / (1 + (t - 1) * group["lr_decay"])
        parameter.addcdiv_(gradient, squares.sqrt().add_(group["eps"]), value=-rate)
