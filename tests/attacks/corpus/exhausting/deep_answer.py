"""Answer with a list nested a million deep."""
# stopped by: messages
# says: too large to look at


def answer(x):
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return nested
