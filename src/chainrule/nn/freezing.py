"""Freezing: what a network has learned stays, and something new learns on top of it (lecture 29)."""

from collections.abc import Sequence

from chainrule.nn.layer import Model
from chainrule.nn.norm.batch import BatchNorm


def freeze(model: Model, but: Sequence[str] = ()) -> Model:
    """Let no parameter of `model` learn, but for those in the parts named `but`; the model is changed and returned.

    Batch normalization that is frozen also stops following the batches: it takes its running statistics in training
    too. Otherwise the frozen features would depend on the batch, and would drift with the new data. Dropout goes on as
    before.

    A part is meant by its name in `named_modules`, or by that of a parameter: "classifier.4" is all in there. What is
    tied learns under either name. Calling it again decides anew: `freeze(model, but=[""])` lets everything learn.
    Raises ValueError for a name of nothing.

    >>> from chainrule import nn
    >>> model = freeze(nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1)), but=["1"])
    >>> [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    ['1.weight', '1.bias']
    """
    names = {name for name, _ in [*model.named_modules(), *model.named_parameters(remove_duplicate=False)]}
    if unknown := [name for name in but if name not in names]:
        raise ValueError(f"freeze: the model has no part {unknown[0]!r}; it has {', '.join(sorted(names - {''}))}")

    def learns(name: str) -> bool:
        return any(part in ("", name) or name.startswith(f"{part}.") for part in but)

    learning = {id(parameter) for name, parameter in model.named_parameters(remove_duplicate=False) if learns(name)}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in learning)
    for name, layer in model.named_modules():
        if isinstance(layer, BatchNorm):  # which may have no parameters of its own
            layer.frozen = not learns(name) and not any(parameter.requires_grad for parameter in layer.parameters())
    return model
