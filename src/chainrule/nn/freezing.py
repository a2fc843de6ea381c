"""Freezing: what a network has learned stays, and something new learns on top of it (lecture 29)."""

from collections.abc import Sequence

from chainrule.nn.layer import Model
from chainrule.nn.norm.batch import BatchNorm


def freeze(model: Model, but: Sequence[str] = ()) -> Model:
    """Let no parameter of `model` learn, but for those in the parts named `but`; the model is changed and returned.

    Batch normalization without anything to learn also stops to follow the batches: it takes its running statistics in
    training too. Else the frozen features would depend on the batch, and would drift with the new data. What has no
    parameters, as dropout, goes on as it does.

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
    every = list(model.named_parameters(remove_duplicate=False))
    learning = {id(p) for name, p in every if any(part in ("", name) or name.startswith(f"{part}.") for part in but)}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in learning)
    for layer in model.modules():
        if isinstance(layer, BatchNorm):
            layer.frozen = not any(parameter.requires_grad for parameter in layer.parameters())
    return model
