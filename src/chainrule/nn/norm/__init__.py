"""Normalization: signals of a known size at every depth (lecture 13).

Who calls it: `chainrule.nn`, which gives its names on. It must not know a model.
"""

from chainrule.nn.norm.backward import norm_backward
from chainrule.nn.norm.batch import BatchNorm1d, BatchNorm2d, batch_norm
from chainrule.nn.norm.group import GroupNorm, group_norm
from chainrule.nn.norm.layer import LayerNorm, RMSNorm, layer_norm, rms_norm
from chainrule.nn.norm.local_response import LocalResponseNorm, local_response_norm

__all__ = ["BatchNorm1d", "BatchNorm2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]
__all__ += ["batch_norm", "group_norm", "layer_norm", "local_response_norm", "norm_backward", "rms_norm"]
