"""Make a user namespace by clone3, whose flags no filter can see."""
# stopped by: seccomp, user
# says: OSError

import ctypes
import struct

arguments = struct.pack("11Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)
libc = ctypes.CDLL(None, use_errno=True)
child = libc.syscall(435, arguments, 88)
if child == -1:
    raise OSError(ctypes.get_errno(), "clone3")
if child == 0:
    libc._exit(0)
print("GOT it")
