"""Scalar automatic differentiation (lectures 3-6): a number that remembers how it was computed."""

from chainrule.autograd.draw import draw
from chainrule.autograd.fused import dot
from chainrule.autograd.gradcheck import GradientMismatch, gradcheck, numerical_gradient
from chainrule.autograd.mlp import MLP, Layer, Neuron
from chainrule.autograd.value import Value, topological_order, zero_grad

__all__ = [
    "MLP",
    "GradientMismatch",
    "Layer",
    "Neuron",
    "Value",
    "dot",
    "draw",
    "gradcheck",
    "numerical_gradient",
    "topological_order",
    "zero_grad",
]
