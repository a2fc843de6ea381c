"""A model as it is in itself, whatever it was wrapped in to be trained: its names, tensors and generators."""

from collections.abc import Mapping

from torch import Generator, Tensor, nn
from torch.nn.parallel import DistributedDataParallel

COMPILED = "_orig_mod."


def inner(model: nn.Module) -> nn.Module:
    """The model itself, where it was wrapped for several processes, or by `torch.compile`."""
    while True:
        if isinstance(model, DistributedDataParallel):
            model = model.module
        elif isinstance(compiled := getattr(model, "_orig_mod", None), nn.Module):
            model = compiled
        else:
            return model


def tensors(model: nn.Module) -> dict[str, Tensor]:
    """The state of the model, under the names that it has where no part of it is compiled."""
    return {name.replace(COMPILED, ""): tensor for name, tensor in inner(model).state_dict().items()}


def load(model: nn.Module, state: dict[str, Tensor]) -> None:
    """Become such a state. Names and shapes must be those of `tensors`."""
    model = inner(model)
    model.load_state_dict({name: state[name.replace(COMPILED, "")] for name in model.state_dict()})


def below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin so, under the rest of their names."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def cuda_devices(model: nn.Module) -> list[int]:
    """The numbers of the graphics processors that the model lies on."""
    return sorted({p.device.index for p in model.parameters() if p.device.type == "cuda"})


def generators(model: nn.Module) -> dict[str, Generator]:
    """The generators that layers hold, as dropout may, by the name of the layer and the attribute."""
    return {
        f"{name}.{attribute}".replace(COMPILED, ""): value
        for name, module in inner(model).named_modules()
        for attribute, value in vars(module).items()
        if isinstance(value, Generator)
    }
