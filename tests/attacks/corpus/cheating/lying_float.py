"""Answer with a number that equals everything and is no distance from anything."""
# stopped by: checker
# says: a Lie, a subclass of float


class Lie(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __hash__ = float.__hash__


def answer(x):
    return Lie(1.0)
