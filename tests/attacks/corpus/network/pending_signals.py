"""Take all the places for signals that wait, which the kernel counts over all jobs, so that another job has none."""
# stopped by: rlimits
# succeeds without: rlimits
# says: no place for a signal

import ctypes
import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, [40])
libc = ctypes.CDLL(None, use_errno=True)
if libc.sigqueue(os.getpid(), 40, None) == 0:
    print("GOT a place")
raise OSError("no place for a signal")
