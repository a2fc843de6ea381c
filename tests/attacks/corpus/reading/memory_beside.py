"""Read the memory of a job that runs at the same time."""
# stopped by: proc, processes
# succeeds without: proc
# says: looked

import contextlib
import os

for pid in os.listdir("/proc"):
    if not pid.isdecimal() or int(pid) == os.getpid():
        continue
    with contextlib.suppress(OSError):
        memory = open(f"/proc/{pid}/mem", "rb", buffering=0)
        for line in open(f"/proc/{pid}/maps"):
            if "[heap]" in line:
                start, end = (int(number, 16) for number in line.split()[0].split("-"))
                memory.seek(start)
                print("GOT", len(memory.read(end - start)), "bytes")
print("looked")
