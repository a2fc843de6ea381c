"""Losses: one number that says how wrong a network is.

Who calls it: `chainrule.nn`, which gives its names on. It must not know a model.
"""

from chainrule.nn.losses.binary import BCEWithLogitsLoss, binary_cross_entropy_with_logits
from chainrule.nn.losses.cross_entropy import CrossEntropyLoss, NLLLoss, cross_entropy, nll_loss
from chainrule.nn.losses.regression import (
    HuberLoss,
    L1Loss,
    MSELoss,
    SmoothL1Loss,
    huber_loss,
    l1_loss,
    mse_loss,
    smooth_l1_loss,
)

__all__ = ["BCEWithLogitsLoss", "CrossEntropyLoss", "HuberLoss", "L1Loss", "MSELoss", "NLLLoss", "SmoothL1Loss"]
__all__ += ["binary_cross_entropy_with_logits", "cross_entropy", "huber_loss"]
__all__ += ["l1_loss", "mse_loss", "nll_loss", "smooth_l1_loss"]
