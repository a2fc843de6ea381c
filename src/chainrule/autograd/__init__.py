"""Scalar automatic differentiation (lectures 3-6): a number that remembers how it was computed."""

from chainrule.autograd.value import Value, topological_order, zero_grad

__all__ = ["Value", "topological_order", "zero_grad"]
