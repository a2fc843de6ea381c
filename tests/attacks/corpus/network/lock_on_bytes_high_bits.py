"""The same lock, by a command whose upper half a careless filter compares too."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import ctypes
import json
import struct

libc = ctypes.CDLL(None, use_errno=True)
file = open(json.__file__)
lock = struct.pack("hhqqi4x", 0, 0, 77, 1, 0)
if libc.syscall(72, file.fileno(), ctypes.c_long(6 | 1 << 32), lock) == -1:
    raise PermissionError(ctypes.get_errno(), "fcntl")
print("GOT it")
