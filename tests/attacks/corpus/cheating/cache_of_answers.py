"""Keep the first answer and give it for every question that looks the same."""
# stopped by: checker
# says: should be

import functools


@functools.cache
def first(kind):
    return last[0]


last = []


def answer(x):
    last.append(3 * x + 1)
    return first(type(x))
