"""Call oneself without end."""
# stopped by: checker
# says: RecursionError


def answer(x):
    return answer(x) + 1
