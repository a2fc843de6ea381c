"""Answer with an array of objects, which only pickle can carry."""
# stopped by: checker
# says: should be

import os

import numpy


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickled",)


def vector(x):
    return numpy.array([Evil(), Evil(), Evil()], dtype=object)
