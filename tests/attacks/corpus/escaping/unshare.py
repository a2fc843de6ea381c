"""Make a user namespace, to be root in it."""
# stopped by: seccomp, user
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000) == -1:
    raise PermissionError(ctypes.get_errno(), "unshare")
print("GOT it")
