"""Optimizers and learning-rate schedules, each written out (lecture 11).

Who calls it: `training`, recipes, lectures. It must not know a model.

The arguments, param groups and state dicts are those of `torch.optim` (they load each other's). A class says in
`update(parameter, gradient, state, group)` how one parameter changes; a schedule says in `rates(t)` the rate as a
function of the number of steps. `Together(Muon([w]), AdamW(rest))` steps several as one.
"""

from chainrule.optim.adagrad import Adagrad
from chainrule.optim.adam import Adam, AdamW
from chainrule.optim.muon import Muon
from chainrule.optim.optimizer import Optimizer
from chainrule.optim.rmsprop import RMSprop
from chainrule.optim.schedules import (
    CosineAnnealingLR,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    Schedule,
    SequentialLR,
    StepLR,
)
from chainrule.optim.sgd import SGD
from chainrule.optim.together import Together

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "Muon",
    "OneCycleLR",
    "Optimizer",
    "RMSprop",
    "Schedule",
    "SequentialLR",
    "StepLR",
    "Together",
]
