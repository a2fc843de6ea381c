"""Automatic differentiation (lectures 3-6): numbers and arrays that remember how they were computed.

Who calls it: lectures 3 to 6, lab 3, the figures, and whoever wants a gradient without PyTorch. It must not know
PyTorch, `nn`, or anything of the course; of the house it imports the shapes of `chainrule.svg` only.

`Value` is one number, `Tensor` an array on NumPy; what both can do has the same names, and `zero_grad` takes parameters
of either. Leaves accumulate gradients over calls of `backward`; inner nodes of a `Value`'s graph hold those of the
latest call, and those of a `Tensor`'s keep none. An operation of Tensors is a call of `new_node(data, name, parents,
vjps)`: `vjps` are functions of the upstream gradient, one for each parent, and `backward` unbroadcasts what they give,
for all operations. Pictures are `(N, C, H, W)` to the caller and lie in memory with the batch last (`windows.py`). The
networks over Tensors (`tensor_mlp`, `tensor_lenet`) take the arguments of those over Values, draw the same first
weights and give the same numbers.
"""

from chainrule.autograd.cross_correlation import cross_correlate2d
from chainrule.autograd.fused import dot
from chainrule.autograd.gradcheck import GradientMismatch, gradcheck, numerical_gradient
from chainrule.autograd.graph_picture import draw
from chainrule.autograd.mlp import MLP, Layer, Neuron
from chainrule.autograd.neuron import leaky_relu, silu, softplus, squared_distance, weighted_sum
from chainrule.autograd.operations import concatenate, linear, maximum, minimum, pad, stack, where
from chainrule.autograd.pooling import avg_pool2d, max_pool2d
from chainrule.autograd.recording import no_grad
from chainrule.autograd.softmax import cross_entropy, log_softmax, softmax
from chainrule.autograd.tensor import Tensor
from chainrule.autograd.tensor_gradcheck import gradcheck_tensors, numerical_gradients
from chainrule.autograd.unbroadcast import unbroadcast
from chainrule.autograd.value import Value, topological_order, zero_grad

__all__ = [
    "MLP",
    "GradientMismatch",
    "Layer",
    "Neuron",
    "Tensor",
    "Value",
    "avg_pool2d",
    "concatenate",
    "cross_correlate2d",
    "cross_entropy",
    "dot",
    "draw",
    "gradcheck",
    "gradcheck_tensors",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "maximum",
    "minimum",
    "no_grad",
    "numerical_gradient",
    "numerical_gradients",
    "pad",
    "silu",
    "softmax",
    "softplus",
    "squared_distance",
    "stack",
    "topological_order",
    "unbroadcast",
    "weighted_sum",
    "where",
    "zero_grad",
]
