"""Learning-rate schedules: how large a step is as training goes on.

Who calls it: `chainrule.optim`, which gives its names on. It must not know how an optimizer steps.
"""

from chainrule.optim.schedules.one_cycle import OneCycleLR
from chainrule.optim.schedules.schedule import Schedule
from chainrule.optim.schedules.sequential import SequentialLR
from chainrule.optim.schedules.smooth import CosineAnnealingLR, LambdaLR, LinearLR
from chainrule.optim.schedules.steps import MultiStepLR, StepLR

__all__ = [
    "CosineAnnealingLR",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "OneCycleLR",
    "Schedule",
    "SequentialLR",
    "StepLR",
]
