"""Answer with a list that holds itself."""
# stopped by: messages
# says: too large to look at


def answer(x):
    nested = []
    nested.append(nested)
    return nested
