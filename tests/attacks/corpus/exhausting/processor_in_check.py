"""Compute without end once the check calls."""
# stopped by: clock, rlimits
# says: did not finish within
# seconds: 0.5


def answer(x):
    while True:
        x += 1
