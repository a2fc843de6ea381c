"""Make a namespace by clone, whose flags are easily forgotten in a filter."""
# stopped by: seccomp, capabilities
# says: PermissionError

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
child = libc.syscall(56, 0x40000000 | 17, 0, 0, 0, 0)
if child == -1:
    raise PermissionError(ctypes.get_errno(), "clone")
if child == 0:
    os._exit(0)
print("GOT it")
