"""Make a mount namespace, to change what one sees."""
# stopped by: seccomp, capabilities
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x00020000) == -1:
    raise PermissionError(ctypes.get_errno(), "unshare")
print("GOT it")
