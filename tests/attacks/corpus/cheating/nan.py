"""Answer with NaN, which is not different from anything."""
# stopped by: checker
# says: should be


def answer(x):
    return float("nan")


def vector(x):
    import numpy

    return numpy.full(3, numpy.nan)
