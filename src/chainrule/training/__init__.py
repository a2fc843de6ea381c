"""Training a model: steps, schedules, history, checkpoints, search.

Who calls it: recipes, lectures, and whoever trains. It must not know a recipe or the course.

`loop.train` is a training on one screen; `fit` makes the same steps and adds what a long run needs. What both make
small is an `objective(model, batch, generator) -> total, count, metrics` (`objectives`), which `evaluate` measures too:
a batch is anything, the mean is over what was counted, noise comes from the generator. `fit` takes as data anything
with `len()` and `epoch(generator)` that gives the same batches for the same generator, as `Batches` of examples and
`Windows` over a text: on going on, an epoch is gone through again from its seed up to the batch where it stopped.
Truncated backpropagation through time is `Carried` over `Streams`, an objective that is a `Hook` too: so its state is
kept. Dropout draws from the layers' own generators or from PyTorch's; both are kept, and nothing else that draws may
take part (no `random`, no NumPy). A checkpoint is one safetensors file with its JSON in the header and a digest over
all of it (`checkpoint_file`); a run goes on only with what it began with (`begun`). `fit` raises `TrainingProblem`s:
`Interrupted` (Ctrl-C; saved), `NotFinite`, `CheckpointProblem`; after the start a checkpoint or log that cannot be
written is a `note`, and the run goes on.

`parallel.joined()` makes the processes of `torchrun` a team, whose `fit` shares each batch; the first alone shows, logs
and saves. A model in `DistributedDataParallel` is saved without its wrapper; all processes but one take
`read_only=True` and no loggers. `search.Search` says what is searched; `sweep.Sweep` is the search of any number of
workers over a journal file or PostgreSQL (Optuna); `importance` tells what mattered. `instruments.Recording(model)`
records what each layer passes forward and gets back.
"""

from chainrule.training.batches import Batch, Batches, Epochs
from chainrule.training.best import Best
from chainrule.training.carried import Carried, Extending, Streams
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.display import display
from chainrule.training.evaluation import Evaluation, evaluate
from chainrule.training.fit import fit
from chainrule.training.history import Epoch, History
from chainrule.training.hooks import Hook, MovingAverage
from chainrule.training.loggers import CsvLogger, Logger, Plan, TensorBoardLogger
from chainrule.training.problems import CheckpointProblem, Interrupted, NotFinite, TrainingProblem
from chainrule.training.settings import Settings
from chainrule.training.sums import ExpMean, Objective
from chainrule.training.windows import Windows

__all__ = [
    "Batch",
    "Batches",
    "Best",
    "Carried",
    "Checkpoint",
    "CheckpointProblem",
    "CsvLogger",
    "Epoch",
    "Epochs",
    "Evaluation",
    "ExpMean",
    "Extending",
    "History",
    "Hook",
    "Interrupted",
    "Logger",
    "MovingAverage",
    "NotFinite",
    "Objective",
    "Plan",
    "Settings",
    "Streams",
    "TensorBoardLogger",
    "TrainingProblem",
    "Windows",
    "display",
    "evaluate",
    "fit",
]
