"""Find the socket over which the zygote gets its orders, and order a job of one's own."""
# stopped by: descriptors
# succeeds without: descriptors
# says: no socket

import contextlib
import os
import stat

sockets = []
for descriptor in range(3, 256):
    with contextlib.suppress(OSError):
        if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            sockets.append(descriptor)
print(f"GOT {sockets}" if sockets else "no socket")
