"""Read the variables and the command line of every process there is."""
# stopped by: proc, processes, environment
# says: looked at 1 process

import os

pids = [name for name in os.listdir("/proc") if name.isdecimal()]
for pid in pids:
    for name in ("environ", "cmdline"):
        text = open(f"/proc/{pid}/{name}").read()
        if "SECRET" in text or "zygote" in text and len(pids) > 1:
            print("GOT", text)
print("looked at", len(pids), "process")
