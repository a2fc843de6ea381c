"""Automatic differentiation (lectures 3-6): numbers and arrays that remember how they were computed."""

from chainrule.autograd.cross_correlation import cross_correlate2d
from chainrule.autograd.fused import dot
from chainrule.autograd.gradcheck import GradientMismatch, gradcheck, numerical_gradient
from chainrule.autograd.graph_picture import draw
from chainrule.autograd.mlp import MLP, Layer, Neuron
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
    "linear",
    "log_softmax",
    "max_pool2d",
    "maximum",
    "minimum",
    "no_grad",
    "numerical_gradient",
    "numerical_gradients",
    "pad",
    "softmax",
    "stack",
    "topological_order",
    "unbroadcast",
    "where",
    "zero_grad",
]
