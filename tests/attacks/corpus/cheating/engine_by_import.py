"""Wrap the engine for arrays, which the library has beside that of the lab."""
# stopped by: library
# says: chainrule.autograd.tensor is not there
# lab: 03

from chainrule.autograd.tensor import Tensor as Value
