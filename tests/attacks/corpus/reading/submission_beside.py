"""Read the folder of a job that runs at the same time, by way of /proc/PID/root."""
# stopped by: proc, processes
# succeeds without: proc
# says: looked

import contextlib
import os

for pid in os.listdir("/proc"):
    with contextlib.suppress(OSError):
        print("GOT", open(f"/proc/{pid}/root/tmp/submission.py").read())
print("looked")
