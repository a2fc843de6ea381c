"""Spread the memory over many processes, each of them small."""
# stopped by: memory
# succeeds without: memory
# says: some were ended

import os
import time

children = []
for _ in range(8):
    child = os.fork()
    if child == 0:
        kept = bytearray(b"x") * (50 << 20)
        time.sleep(1)
        os._exit(0)
    children.append(child)
codes = [os.waitpid(child, 0)[1] for child in children]
print("some were ended" if any(codes) else "GOT 400 MB")
