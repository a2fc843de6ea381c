"""Answer with an array of 100 MB."""
# stopped by: messages
# says: too large to look at

import numpy


def vector(x):
    return numpy.zeros(12_500_000)
