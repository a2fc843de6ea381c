"""Read from every descriptor that the server may have left open."""
# stopped by: descriptors
# succeeds without: descriptors
# says: looked

import contextlib
import os
import stat

for descriptor in range(3, 256):
    with contextlib.suppress(OSError):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            print("GOT", os.pread(descriptor, 1000, 0))
print("looked")
