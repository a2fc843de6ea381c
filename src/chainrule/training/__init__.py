"""Training a model: steps, schedules, history, checkpoints, search."""

from chainrule.training.batches import Batch, Batches, Epochs
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.display import display
from chainrule.training.evaluation import Evaluation, evaluate
from chainrule.training.fit import fit
from chainrule.training.history import Epoch, History
from chainrule.training.loggers import CsvLogger, Logger, Plan, TensorBoardLogger
from chainrule.training.problems import CheckpointProblem, Interrupted, NotFinite, TrainingProblem
from chainrule.training.settings import Settings

__all__ = [
    "Batch",
    "Batches",
    "Checkpoint",
    "CheckpointProblem",
    "CsvLogger",
    "Epoch",
    "Epochs",
    "Evaluation",
    "History",
    "Interrupted",
    "Logger",
    "NotFinite",
    "Plan",
    "Settings",
    "TensorBoardLogger",
    "TrainingProblem",
    "display",
    "evaluate",
    "fit",
]
