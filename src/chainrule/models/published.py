"""Weights that others published, in our models: one table of names per model, and nothing is left over.

A model that has a twin in `transformers` or `diffusers` gets a class method `from_hf` and a table NAMES beside it:

    settings, weights = read(source)  # of the folder where the twin was saved, of its safetensors file, or of itself
    require(settings, hidden_act="gelu")  # what our model cannot do otherwise
    model = cls(Config(width=settings["hidden_size"], ...))
    return load(model, weights, NAMES)

    NAMES = {
        "tokens": "bert.embeddings.word_embeddings",  # a module: its weight and its bias
        "blocks.{}.norm1": "bert.encoder.layer.{}.attention.output.LayerNorm",  # {} is a number, the same on both sides
        "blocks.{}.self_attn.in_proj_weight": stacked("{0}.query.weight", "{0}.key.weight", "{0}.value.weight"),
        "blocks.{}.linear1": turned("transformer.h.{}.mlp.c_fc"),  # a matrix that the twin holds transposed
    }

A row names a parameter or buffer, or a module, and the other side is a name, or a `Made` of several tensors with any
function. `load` holds that every tensor of ours is filled, that every key of theirs is used and that all shapes are
equal; else it raises `PublishedProblem`, which names the tensor.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import safetensors.torch
import torch
from torch import Tensor, nn

Source = nn.Module | Path | str
Model = TypeVar("Model", bound=nn.Module)
FILES = ("model.safetensors", "diffusion_pytorch_model.safetensors")
ACTIVATION_NAMES = {"gelu": "gelu", "gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh", "relu": "relu"}
ACTIVATION_NAMES |= {"silu": "silu", "swish": "silu"}


class PublishedProblem(ValueError):
    """What was published does not fit the model; says which part of it."""


@dataclass(frozen=True)
class Made:
    """A tensor of ours, made of tensors of theirs."""

    names: tuple[str, ...]
    make: Callable[..., Tensor]


Names = Mapping[str, "str | Made"]


def stacked(*names: str) -> Made:
    """One below another: the first dimensions add up."""
    return Made(names, lambda *parts: torch.cat(parts))


def turned(name: str) -> Made:
    """With rows for columns; a vector stays as it is."""
    return Made((name,), lambda weight: weight.t())


def read(source: Source) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The settings and the weights of a model of `transformers` or `diffusers`, or of what it was saved as.

    That is a folder with config.json and safetensors files, or one safetensors file with config.json beside it. Some
    models of `transformers` name their weights in memory otherwise than in files: where a table has the names of files,
    save such a model first. Raises `PublishedProblem` where there is none.
    """
    if isinstance(source, nn.Module):
        config: Any = source.config
        return dict(config.to_dict() if hasattr(config, "to_dict") else config), source.state_dict()
    path = Path(source)
    folder = path if path.is_dir() else path.parent
    files = [path] if path.is_file() else [folder / name for name in FILES if (folder / name).is_file()]
    index = [json.loads(each.read_text("utf-8")) for each in sorted(folder.glob("*.safetensors.index.json"))]
    if not files and index:  # large models come in several files
        files = [folder / name for name in sorted(set(index[0]["weight_map"].values()))]
    if not files or not (folder / "config.json").is_file():
        raise PublishedProblem(f"{path}: there must be a config.json and a safetensors file, as {FILES[0]}")
    weights: dict[str, Tensor] = {}
    for file in files:
        weights |= safetensors.torch.load_file(file)
    return json.loads((folder / "config.json").read_text("utf-8")), weights


def require(settings: Mapping[str, Any], **wanted: object) -> None:
    """`PublishedProblem` where a setting that is there is another than our model has.

    >>> require({"hidden_act": "relu"}, hidden_act="gelu")
    Traceback (most recent call last):
    chainrule.models.published.PublishedProblem: the published model has hidden_act='relu', and ours is as with 'gelu'
    """
    for name, value in wanted.items():
        if settings.get(name, value) != value:
            raise PublishedProblem(f"the published model has {name}={settings[name]!r}, and ours is as with {value!r}")


def activation_of(name: str) -> str:
    """What we call an activation of theirs: see `build.ACTIVATIONS`. Raises `PublishedProblem` for one we lack."""
    if name not in ACTIVATION_NAMES:
        raise PublishedProblem(f"the activation must be one of {', '.join(ACTIVATION_NAMES)}, got {name!r}")
    return ACTIVATION_NAMES[name]


@torch.no_grad()
def load(
    model: Model, weights: Mapping[str, Tensor], names: Names, *, prefix: str = "", ignored: tuple[str, ...] = ()
) -> Model:
    """Fill `model` with published weights by a table of names, and return it, in evaluation mode.

    `prefix` is put before the keys where none has it, as those of a model without its head. `ignored` are regular
    expressions for keys that are no weights, or belong to what our model does not have. A tensor that our model has
    under two names may be published under one of them; published under both, they must be equal.

    Raises `PublishedProblem`: a key that is missing, left over or of another shape, a tensor of ours that no row names.

    >>> twin = nn.Linear(2, 3)
    >>> ours = load(nn.ModuleDict({"head": nn.Linear(2, 3)}), twin.state_dict(), {"head": ""})
    >>> torch.equal(ours["head"].weight, twin.weight)
    True
    """
    weights = prefixed(weights, prefix, names)
    left = {key for key in weights if not any(re.fullmatch(pattern, key) for pattern in ignored)}
    filled: dict[int, str] = {}  # our names, by the tensor that they are of
    missing: dict[int, str] = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        row = row_of(name, names)
        absent = [key for key in row.names if key not in weights]
        if absent:
            missing[id(tensor)] = f"{name} is made of {absent[0]}, which was not published"
            continue
        left -= set(row.names)
        made = row.make(*(weights[key] for key in row.names))
        if made.shape != tensor.shape:
            shapes = f"{name} has shape {tuple(tensor.shape)}, and what was published {tuple(made.shape)}"
            raise PublishedProblem(f"{shapes}: {', '.join(row.names)}")
        if id(tensor) in filled and not torch.equal(made.to(tensor), tensor):
            raise PublishedProblem(f"{name} and {filled[id(tensor)]} are one tensor here, and were published as two")
        tensor.copy_(made)
        filled[id(tensor)] = name
    for which in missing.keys() - filled.keys():
        raise PublishedProblem(missing[which])
    if left:
        raise PublishedProblem(f"{len(left)} keys were published that our model has no place for, as {sorted(left)[0]}")
    return model.eval()


def prefixed(weights: Mapping[str, Tensor], prefix: str, names: Names) -> Mapping[str, Tensor]:
    """The weights with a prefix before those keys that the table has with it, where none of them has it."""
    if not prefix or any(key.startswith(prefix) for key in weights):
        return weights
    rows = [name for row in names.values() for name in ((row,) if isinstance(row, str) else row.names)]
    inside = {name.removeprefix(prefix).split(".")[0] for name in rows if name.startswith(prefix)}
    return {prefix + key if key.split(".")[0] in inside else key: value for key, value in weights.items()}


def row_of(name: str, names: Names) -> Made:
    """What our tensor of this name is made of: by the row of its own name, else by that of its module."""
    module, _, last = name.rpartition(".")
    for whole, rest in ((name, ""), (module, last)):
        for pattern, theirs in names.items():
            match = re.fullmatch(re.escape(pattern).replace(r"\{\}", r"(\d+)"), whole)
            if match:
                row = Made((theirs,), lambda tensor: tensor) if isinstance(theirs, str) else theirs
                found = (each.format(*match.groups()) for each in row.names)
                return Made(tuple(".".join(filter(None, (each, rest))) for each in found), row.make)
    raise PublishedProblem(f"{name}: no row of the table of names is for it")
