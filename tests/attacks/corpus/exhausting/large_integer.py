"""Answer with an integer that takes minutes to print."""
# stopped by: messages
# says: too large to look at


def answer(x):
    return 1 << 10_000_000
