"""Search all of one's own memory for what the server or the zygote may have left in it."""
# stopped by: checker, environment, system
# says: searched [0-9]+ bytes

import re

size = 0
memory = open("/proc/self/mem", "rb", buffering=0)
for line in open("/proc/self/maps").read().splitlines():
    if " rw-p " in line:
        start, end = (int(number, 16) for number in line.split()[0].split("-"))
        try:
            memory.seek(start)
            content = memory.read(end - start)
        except (OSError, OverflowError, ValueError):
            continue
        size += len(content)
        for found in re.findall(rb"canary" + rb"-[0-9a-f]{16}", content):
            print("GOT", found)
print("searched", size, "bytes")
