"""Read what the kernel tells about the machine: its processes, memory, modules, parameters."""
# stopped by: proc
# succeeds without: proc
# says: none of them

import os

there = [n for n in ("stat", "meminfo", "loadavg", "sys", "kcore", "modules", "keys", "sysrq-trigger") if os.path.exists(f"/proc/{n}")]
print("GOT " + " ".join(there) if there else "none of them")
