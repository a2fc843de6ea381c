"""Announce an answer of eight gigabytes."""
# stopped by: messages
# says: got in the way of the checker

import contextlib
import os

for descriptor in range(3, 20):
    with contextlib.suppress(OSError):
        os.write(descriptor, b"\xff" * 8)
