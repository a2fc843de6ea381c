"""What every optimizer has in common: groups of parameters, the state of each parameter, and the walk over them."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

Group = dict[str, Any]
State = dict[str, Any]
Parameters = Iterable[Tensor] | Iterable[Group]


class Optimizer:
    """Changes parameters by their gradients: `zero_grad()`, a backward pass, `step()`.

    `param_groups` is a list of dicts: the parameters under "params", and beside them the settings that hold for these
    (learning rate "lr" and the rest), which a schedule changes between steps. `state` has what is remembered of each
    parameter, under the names that PyTorch gives it, so that state dicts go both ways between this and `torch.optim`.

    A class of its own says in `update` how one parameter changes, and in `check` which settings make sense.
    Raises ValueError for no parameters at all, for one that is there twice, and for a setting out of its range; and
    TypeError for what is no tensor, or a gradient that is sparse. A parameter whose `grad` is None stays as it is.
    """

    def __init__(self, params: Parameters, defaults: Group) -> None:
        self.defaults = defaults
        self.state: dict[Tensor, State] = {}
        self.param_groups: list[Group] = []
        given: list[Any] = [params] if isinstance(params, Tensor) else list(params)
        if not given:
            raise ValueError(f"{self._name}: params holds no parameters")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    @property
    def _name(self) -> str:
        return type(self).__name__

    def add_param_group(self, group: Group) -> None:
        """Take up more parameters, {"params": [...], "lr": 0.1, ...}; what is not said is as for the others."""
        params = group["params"]
        group = {**self.defaults, **group, "params": [params] if isinstance(params, Tensor) else list(params)}
        known = {id(each) for other in self.param_groups for each in other["params"]}
        for parameter in group["params"]:
            if not isinstance(parameter, Tensor):
                raise TypeError(f"{self._name}: params must be tensors, got {type(parameter).__name__}")
            if not parameter.is_leaf:
                raise ValueError(f"{self._name}: params must be leaves, got a tensor that was computed from others")
            if id(parameter) in known:
                raise ValueError(f"{self._name}: params holds a parameter twice, of shape {tuple(parameter.shape)}")
            known.add(id(parameter))
        self.check(group)
        self.param_groups.append(group)

    def check(self, group: Group) -> None:
        """ValueError, with the name of the setting, where one of a group's makes no sense."""
        self.require(group, "lr", "weight_decay", "eps")

    def require(self, group: Group, *names: str) -> None:
        """ValueError unless each of the named settings that the group has is a number of at least 0."""
        for name in names:
            if name in group and not group[name] >= 0.0:  # NaN is not
                raise ValueError(f"{self._name}: {name} must be at least 0, got {group[name]}")

    def require_share(self, name: str, value: float) -> None:
        """ValueError unless 0 <= value < 1, as the weight of the past in a moving average is."""
        if not 0.0 <= value < 1.0:
            raise ValueError(f"{self._name}: {name} must be at least 0 and below 1, got {value}")

    def update(self, parameter: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """Change one parameter in place; `state` is empty at first."""
        raise NotImplementedError

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, or set them to zero: the next backward pass adds to what it finds."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if set_to_none:
                    parameter.grad = None
                elif parameter.grad is not None:
                    parameter.grad = torch.zeros_like(parameter.grad)

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Change every parameter that has a gradient, once. A `closure` computes the loss anew, and is returned."""
        loss = closure() if closure else None
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    gradient = parameter.grad
                    if gradient is None:
                        continue
                    if gradient.is_sparse:
                        raise TypeError(f"{self._name}: a gradient is sparse; make the layer with sparse=False")
                    self.update(parameter, gradient, self.state.setdefault(parameter, {}), group)
        return loss

    def state_dict(self) -> dict[str, Any]:
        """The settings of the groups, and the state of the parameters by their number, counted through all groups."""
        parameters = [parameter for group in self.param_groups for parameter in group["params"]]
        number = {id(parameter): index for index, parameter in enumerate(parameters)}
        groups = [{**group, "params": [number[id(each)] for each in group["params"]]} for group in self.param_groups]
        return {"state": {number[id(each)]: state for each, state in self.state.items()}, "param_groups": groups}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from a state dict of this optimizer or of its twin in `torch.optim`; a copy of it is kept.

        ValueError where its groups are not of the same lengths as these.
        """
        groups = state_dict["param_groups"]
        found = [len(group["params"]) for group in groups]
        expected = [len(group["params"]) for group in self.param_groups]
        if found != expected:
            raise ValueError(f"{self._name}: the state dict has groups of {found} parameters, not of {expected}")
        parameter_of: dict[int, Tensor] = {}
        for mine, theirs in zip(self.param_groups, groups, strict=True):
            parameter_of |= dict(zip(theirs["params"], mine["params"], strict=True))
            settings = {name: deepcopy(value) for name, value in theirs.items() if name != "params"}
            for name, value in settings.items():  # JSON has no tuples
                mine[name] = tuple(value) if isinstance(mine.get(name), tuple) else value
        self.state = {
            parameter_of[int(number)]: {name: _like(parameter_of[int(number)], value) for name, value in state.items()}
            for number, state in state_dict["state"].items()
        }


def _like(parameter: Tensor, value: Any) -> Any:
    """A copy of `value`; one for each number of the parameter has its type and lies in memory as it does."""
    if not isinstance(value, Tensor):
        return deepcopy(value)
    if value.shape != parameter.shape or value.dim() == 0:
        return value.clone()
    return torch.empty_like(parameter, requires_grad=False).copy_(value)
