"""Ignore every signal, and sleep."""
# stopped by: clock
# says: did not finish within
# seconds: 0.5

import contextlib
import signal
import time

for number in signal.valid_signals():
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_IGN)
time.sleep(600)
