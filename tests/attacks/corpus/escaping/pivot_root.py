"""Exchange the root."""
# stopped by: seccomp, capabilities
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(155, b"/tmp", b"/tmp") == -1:
    raise PermissionError(ctypes.get_errno(), "pivot_root")
print("GOT it")
