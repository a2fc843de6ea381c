"""Answer with a hundred million characters."""
# stopped by: messages
# says: too large to look at


def answer(x):
    return "x" * 10**8
