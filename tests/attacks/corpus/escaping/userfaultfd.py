"""Hold the kernel in the middle of a copy, the first step of many exploits."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(323, 1) == -1:
    raise PermissionError(ctypes.get_errno(), "userfaultfd")
print("GOT it")
