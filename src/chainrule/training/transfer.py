"""Transfer learning: how much of a trained model learns again, for a new task (lecture 29)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from torch import Generator

from chainrule.nn.freezing import freeze
from chainrule.nn.layer import Model
from chainrule.nn.linear import Linear
from chainrule.nn.lora import adapt
from chainrule.training.batches import Batch, Epochs

WAYS = ("frozen", "LoRA", "full")


def transfer(
    model: Model, way: str, head: Sequence[str], *, rank: int = 4, generator: Generator | None = None
) -> Model:
    """Let a trained model learn a new task in one of three ways; the model is changed and returned.

    "frozen": its features stay, and the parts named `head` learn. "LoRA": beside the head, each other linear layer
    learns a correction of this rank (`nn.lora`), drawn from `generator`. "full": all of it learns. In the first two,
    batch normalization that is frozen takes its running statistics also in training (`nn.freezing`).

    Raises ValueError for another way, and for a part that the model does not have.

    >>> from chainrule.models.mlp import MLP
    >>> model = transfer(MLP([784, 100, 10]), "frozen", ["layers.2"])
    >>> sum(p.numel() for p in model.parameters() if p.requires_grad)
    1010
    """
    if way == "frozen":
        return freeze(model, but=head)
    if way == "LoRA":
        return adapt(model, rank=rank, trained=head, generator=generator)
    if way == "full":
        return freeze(model, but=[""])
    raise ValueError(f"transfer: the way must be one of {', '.join(WAYS)}, got {way!r}")


def new_head(model: Model, name: str, outputs: int, *, generator: Generator | None = None) -> Model:
    """Put a new linear layer in the place of the one called `name`, for another number of outputs.

    It starts as `Linear` does, drawn from `generator`. Raises ValueError where there is no linear layer of that name.

    >>> from chainrule.models.mlp import MLP
    >>> new_head(MLP([784, 100, 10]), "layers.2", 3).layers[2].weight.shape
    torch.Size([3, 100])
    """
    old = dict(model.named_modules()).get(name)
    if not name or not isinstance(old, Linear):
        raise ValueError(f"new_head: the model has no linear layer {name!r}")
    parent, _, own = name.rpartition(".")
    fresh = Linear(old.in_features, outputs, old.bias is not None, fused=old.fused, generator=generator)
    setattr(model.get_submodule(parent), own, fresh)
    return model


@dataclass(frozen=True, eq=False)
class Repeated:
    """So many batches of a few examples, which are gone through again and again: for `fit`, as one epoch.

    >>> from torch import arange
    >>> from chainrule.data import Records
    >>> from chainrule.training import Batches
    >>> data = Repeated(Batches(Records(x=arange(3)), 2), count=5)
    >>> [len(batch["x"]) for batch in data.epoch(Generator().manual_seed(0))]
    [2, 1, 2, 1, 2]
    """

    once: Epochs
    count: int

    def __len__(self) -> int:
        return self.count

    def epoch(self, generator: Generator) -> Iterator[Batch]:
        left = self.count
        while left:
            for batch in islice(self.once.epoch(generator), left):
                left -= 1
                yield batch

    def about(self) -> dict[str, object]:
        """What a run must have begun with in order to go on."""
        of_once: dict[str, object] = getattr(self.once, "about", dict)()
        return {**of_once, "the number of batches": self.count}
