"""How good a model is on examples: its loss and its metrics, each a mean over what the objective counts."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Generator, nn

from chainrule.training.batches import Batch
from chainrule.training.objectives import classification
from chainrule.training.settings import Settings
from chainrule.training.sums import Objective, Sums
from chainrule.training.wrapped import cuda_devices, generators, inner

SEED = 0  # of all that is drawn in an evaluation: every one of them draws the same


@dataclass(frozen=True)
class Evaluation:
    """The mean loss and the metrics over the `count` things that the objective counts: examples, tokens, pixels."""

    loss: float
    count: float
    metrics: Mapping[str, float] = field(default_factory=dict)


def evaluate(
    model: nn.Module,
    batches: Iterable[Batch],
    objective: Objective = classification,
    *,
    settings: Settings | None = None,
    generator: Generator | None = None,
) -> Evaluation:
    """The objective of the model in evaluation mode, without gradients, over all batches.

    The means are over what is counted, however it is cut into batches. What is drawn comes from `generator`, or from a
    new one, the same in every evaluation; modes, and the generators of PyTorch and of the layers, are afterwards as
    they were. Raises ValueError where nothing is counted.

    >>> model = nn.Linear(2, 2)
    >>> _ = nn.init.eye_(model.weight), nn.init.zeros_(model.bias)
    >>> evaluate(model, [(torch.tensor([[2.0, 0.0], [0.0, 2.0]]), torch.tensor([0, 0]))]).metrics
    {'accuracy': 0.5}
    """
    settings = settings or Settings()
    generator = generator or Generator().manual_seed(SEED)
    sums = Sums()
    with apart(model):
        for batch in batches:
            sums.add(Sums.of(*objective(settings.computing(model), settings.moved(batch), generator)))
    if not sums.count:
        raise ValueError("evaluate: batches holds no examples that count")
    return Evaluation(sums.mean, sums.count, sums.means())


@contextmanager
def apart(model: nn.Module) -> Iterator[None]:
    """The model in evaluation mode, without gradients; what is drawn meanwhile changes no draw afterwards."""
    modes = [(module, module.training) for module in model.modules()]
    drawn = [(generator, generator.get_state()) for generator in generators(inner(model)).values()]
    devices = cuda_devices(model)
    model.eval()
    try:
        with torch.random.fork_rng(devices), torch.no_grad():
            torch.default_generator.manual_seed(SEED)
            for device in devices:
                torch.cuda.default_generators[device].manual_seed(SEED)
            for generator, _ in drawn:
                generator.manual_seed(SEED)
            yield
    finally:
        for generator, state in drawn:
            generator.set_state(state)
        for module, mode in modes:
            module.training = mode
