"""Layers in PyTorch, each written out (lectures 5-23).

Who calls it: models, recipes, lectures. It must not know a model, data or the course.

Modules of PyTorch with PyTorch's names, argument order, parameter names and state-dict keys. Each is the formula in
ordinary tensor operations, through which PyTorch's autograd, `torch.func`, `vmap` and `torch.compile` go as through
any others; `fuse(model)` turns `fused` of every layer in it: PyTorch's kernels, the same numbers. `tests/nn/cases.py`
is the one table that holds the layers to their twins: a new layer gets its rows there. `generator` is of the first
parameters in all layers that have some, and of the draws in dropout (None: PyTorch's own; a checkpoint keeps the one
that was given). By hand two ways back are written, for lectures: `norm.norm_backward`, `attention.attention_backward`.
`chainrule.autograd` has others.

The functions check their arguments: ValueError (shapes, numbers), TypeError (dtypes), IndexError (labels and indices
out of range), each naming function and argument. `@floating_point` computes half precision in float32 and rounds once;
under autocast losses are float32, as PyTorch's are. Not taken over: `inplace`, `device`, `dtype` (use `.to`),
`padding_mode`, `return_indices`, class probabilities as targets, inputs without a batch, `proj_size`, sequences whose
batch does not come first.
"""

from torch.nn import Identity, Module, ModuleDict, ModuleList, Parameter, ParameterList, Sequential

from chainrule.nn import clip, functional, init
from chainrule.nn.activations import ELU, GELU, LeakyReLU, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Tanh
from chainrule.nn.attention import AdditiveAttention, MultiheadAttention
from chainrule.nn.convolution import Conv1d, Conv2d
from chainrule.nn.dropout import Dropout
from chainrule.nn.embedding import Embedding
from chainrule.nn.flatten import Flatten
from chainrule.nn.interpolation import Upsample
from chainrule.nn.layer import Layer, fuse
from chainrule.nn.linear import Linear
from chainrule.nn.losses import BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, L1Loss, MSELoss, NLLLoss, SmoothL1Loss
from chainrule.nn.norm import BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm
from chainrule.nn.pooling import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d
from chainrule.nn.positions import LearnedPositions, RotaryPositions, SinusoidalPositions
from chainrule.nn.recurrent import GRU, LSTM, RNN, GRUCell, LSTMCell, RNNCell
from chainrule.nn.transformer import TransformerBlock
from chainrule.nn.transposed import ConvTranspose2d

__all__ = ["Identity", "Layer", "Module", "ModuleDict", "ModuleList", "Parameter", "ParameterList", "Sequential"]
__all__ += ["ELU", "GELU", "LeakyReLU", "LogSoftmax", "ReLU", "SiLU", "Sigmoid", "Softmax", "Tanh"]
__all__ += ["Conv1d", "Conv2d", "ConvTranspose2d", "Dropout", "Embedding", "Flatten", "Linear"]
__all__ += ["AdaptiveAvgPool2d", "AvgPool2d", "MaxPool2d", "Upsample"]
__all__ += ["BatchNorm1d", "BatchNorm2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]
__all__ += ["GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNCell"]
__all__ += ["BCEWithLogitsLoss", "CrossEntropyLoss", "HuberLoss", "L1Loss", "MSELoss", "NLLLoss", "SmoothL1Loss"]
__all__ += ["AdditiveAttention", "MultiheadAttention", "TransformerBlock"]
__all__ += ["LearnedPositions", "RotaryPositions", "SinusoidalPositions"]
__all__ += ["clip", "functional", "fuse", "init"]
