"""Stochastic gradient descent, with momentum (lecture 11)."""

from torch import Tensor

from chainrule.optim.optimizer import Group, Optimizer, Parameters, State


class SGD(Optimizer):
    """Stochastic gradient descent: a step against the gradient g, or against a running sum of gradients, the velocity.

        g <- g + weight_decay * w
        v <- momentum * v + (1 - dampening) * g          (v <- g at the first step)
        g <- g + momentum * v   with `nesterov`, else  g <- v
        w <- w - lr * g

    `weight_decay` is here the same as the term weight_decay / 2 * |w|^2 in the loss, whose gradient is
    weight_decay * w. For optimizers that scale each gradient it is not: see `AdamW`.

    Raises ValueError for a setting below 0, and for `nesterov` without momentum or with dampening.

    >>> import torch
    >>> w = torch.nn.Parameter(torch.tensor([1.0]))
    >>> optimizer = SGD([w], lr=0.5)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w.item()          # 1 - 0.5 * 2
    0.0

    Source: B. Polyak, Some methods of speeding up the convergence of iteration methods (1964); I. Sutskever and others,
    On the importance of initialization and momentum in deep learning (2013), for Nesterov's form.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        super().check(group)
        self.require(group, "momentum")
        if group["nesterov"] and (group["momentum"] <= 0.0 or group["dampening"] != 0.0):
            raise ValueError(
                f"SGD: nesterov needs a momentum above 0 and no dampening, "
                f"got momentum={group['momentum']}, dampening={group['dampening']}"
            )

    def update(self, parameter: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * parameter
        if momentum := group["momentum"]:
            if state.get("momentum_buffer") is None:
                velocity = state["momentum_buffer"] = gradient.clone()
            else:
                velocity = state["momentum_buffer"].mul_(momentum).add_(gradient, alpha=1 - group["dampening"])
            gradient = gradient + momentum * velocity if group["nesterov"] else velocity
        parameter.add_(gradient, alpha=-group["lr"])
