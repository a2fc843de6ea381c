"""Answer with half a million NaN and infinities."""
# stopped by: messages
# says: too large to look at


def answer(x):
    return [float("nan"), float("inf"), -float("inf")] * 200_000
