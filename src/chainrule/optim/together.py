"""Several optimizers as one: each has parameters of its own, and they are stepped together."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from chainrule.optim.optimizer import Group, Optimizer


class Together:
    """Muon for the hidden matrices and AdamW for the rest, say, with the interface of one optimizer.

    `param_groups` are those of the first optimizer, then those of the next, so that a schedule changes all rates. The
    state dict is that of one optimizer with all of the parameters.

    Raises ValueError for no optimizers, and where two of them have the same parameter.

    >>> import torch
    >>> from chainrule.optim import SGD, AdamW
    >>> w, b = torch.nn.Parameter(torch.ones(2, 2)), torch.nn.Parameter(torch.ones(2))
    >>> optimizer = Together(SGD([w], lr=0.1), AdamW([b], lr=0.01))
    >>> [group["lr"] for group in optimizer.param_groups]
    [0.1, 0.01]
    """

    def __init__(self, *optimizers: Optimizer) -> None:
        if not optimizers:
            raise ValueError("Together needs at least one optimizer")
        self.optimizers = optimizers
        self.defaults: Group = {}  # no setting is common to all
        parameters = [id(parameter) for group in self.param_groups for parameter in group["params"]]
        if len(set(parameters)) != len(parameters):
            raise ValueError("Together: two of the optimizers have the same parameter")

    @property
    def param_groups(self) -> list[Group]:
        """The groups that the optimizers have now: loading a state, or adding a group, may make others of them."""
        return [group for optimizer in self.optimizers for group in optimizer.param_groups]

    @property
    def state(self) -> dict[Tensor, dict[str, Any]]:
        return {parameter: state for optimizer in self.optimizers for parameter, state in optimizer.state.items()}

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none)

    def step(self) -> None:
        """A step of each optimizer."""
        for optimizer in self.optimizers:
            optimizer.step()

    def state_dict(self) -> dict[str, Any]:
        """The states and the groups of all, their parameters numbered through."""
        states: dict[int, Any] = {}
        groups: list[Group] = []
        for optimizer, first in zip(self.optimizers, self._firsts(), strict=True):
            part = optimizer.state_dict()
            states |= {first + number: state for number, state in part["state"].items()}
            groups += [{**group, "params": [first + n for n in group["params"]]} for group in part["param_groups"]]
        return {"state": states, "param_groups": groups}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from such a state dict. Raises ValueError where its groups are not of the same lengths as these."""
        groups = list(state_dict["param_groups"])
        if len(groups) != len(self.param_groups):
            raise ValueError(f"Together: the state dict has {len(groups)} groups, not {len(self.param_groups)}")
        for optimizer, first in zip(self.optimizers, self._firsts(), strict=True):
            mine, groups = groups[: len(optimizer.param_groups)], groups[len(optimizer.param_groups) :]
            mine = [{**group, "params": [n - first for n in group["params"]]} for group in mine]
            numbers = {n for group in mine for n in group["params"]}
            states = {int(n) - first: state for n, state in state_dict["state"].items() if int(n) - first in numbers}
            optimizer.load_state_dict({"state": states, "param_groups": mine})

    def _firsts(self) -> list[int]:
        """The number of each optimizer's first parameter, counted through all."""
        firsts, number = [], 0
        for optimizer in self.optimizers:
            firsts.append(number)
            number += sum(len(group["params"]) for group in optimizer.param_groups)
        return firsts
