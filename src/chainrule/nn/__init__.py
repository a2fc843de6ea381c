"""Layers in PyTorch, each written out (lectures 5-23).

Who calls it: models, recipes, lectures. It must not know a model, data or the course.

Modules of PyTorch with PyTorch's names, argument order, parameter names and state-dict keys. `tests/nn/cases.py` is the
one table that holds them to their twins: a new layer gets its rows there. `generator` is of the first parameters in all
layers that have some, and of the draws in `Dropout` (None: PyTorch's own; a checkpoint keeps the one that was given).
`fuse(model)` turns `fused` of every layer in it: PyTorch's kernels, the same numbers. A new activation is written with
`elementwise(x, forward, slope)`, a gate with `gated`; `Operation` has forward and backward side by side, for the heavy
layers. Written-out convolutions, pooling and standardizing norms give no gradient of a gradient, and no layer but by
its fused form goes through `torch.func`: both say so.

Arguments are checked: ValueError (shapes, numbers), TypeError (dtypes), IndexError (labels and indices out of range),
each naming layer and argument. Half precision is computed in float32 and rounded once; under autocast losses are
float32, as PyTorch's are. Not taken over: `inplace`, `device`, `dtype` (use `.to`), `padding_mode`, `return_indices`,
class probabilities as targets, inputs without a batch, ELU below zero.
"""

from torch.nn import Identity, Module, ModuleDict, ModuleList, Parameter, ParameterList, Sequential

from chainrule.nn import clip, functional, init
from chainrule.nn.activations import ELU, GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Tanh
from chainrule.nn.adaptive_pooling import AdaptiveAvgPool2d
from chainrule.nn.convolution import Conv1d, Conv2d
from chainrule.nn.dropout import Dropout
from chainrule.nn.embedding import Embedding
from chainrule.nn.flatten import Flatten
from chainrule.nn.fuse import fuse
from chainrule.nn.interpolation import Upsample
from chainrule.nn.layer import Layer
from chainrule.nn.linear import Linear
from chainrule.nn.losses import BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, L1Loss, MSELoss, NLLLoss, SmoothL1Loss
from chainrule.nn.norm import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm
from chainrule.nn.pooling import AvgPool2d, MaxPool2d
from chainrule.nn.softmax import LogSoftmax, Softmax
from chainrule.nn.transposed import ConvTranspose2d

__all__ = ["Identity", "Layer", "Module", "ModuleDict", "ModuleList", "Parameter", "ParameterList", "Sequential"]
__all__ += ["ELU", "GELU", "LeakyReLU", "LogSoftmax", "ReLU", "SiLU", "Sigmoid", "Softmax", "Tanh"]
__all__ += ["Conv1d", "Conv2d", "ConvTranspose2d", "Dropout", "Embedding", "Flatten", "Linear"]
__all__ += ["AdaptiveAvgPool2d", "AvgPool2d", "MaxPool2d", "Upsample"]
__all__ += ["BatchNorm1d", "BatchNorm2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]
__all__ += ["BCEWithLogitsLoss", "CrossEntropyLoss", "HuberLoss", "L1Loss", "MSELoss", "NLLLoss", "SmoothL1Loss"]
__all__ += ["clip", "functional", "fuse", "init"]
