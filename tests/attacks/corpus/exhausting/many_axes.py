"""Answer with an array of many short axes, of which NumPy prints every number."""
# stopped by: checker
# says: should be|should have shape

import numpy


def answer(x):
    return numpy.zeros((2,) * 20, "u1")


def vector(x):
    return numpy.zeros((2,) * 20)
