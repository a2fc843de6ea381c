"""How long a test waits before it gives up, where time is not what it tests.

A limit is there to end a test that hangs, and must not fail one on a busy machine. So it is generous, and grows with
what a piece of work takes here and now.
"""

import time

ROUNDS = 200_000
QUIET = 0.02  # seconds that these rounds take on a quiet machine of 2020 or later
ALWAYS = 4  # times as long as is asked for, on the quietest machine
MOST = 10  # times longer still, on the busiest: what hangs has to end some day


def slowness() -> float:
    """How many times slower than a quiet machine this one is now; 1 to `MOST`."""
    began = time.perf_counter()
    total = 0
    for number in range(ROUNDS):
        total += number
    return min(max((time.perf_counter() - began) / QUIET, 1.0), MOST)


def patience(seconds: float) -> float:
    """Seconds to wait for what takes at most `seconds` on a quiet machine."""
    return seconds * ALWAYS * slowness()
