"""Enter the namespaces of another process."""
# stopped by: seccomp, capabilities
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.setns(open("/proc/self/ns/uts").fileno(), 0) == -1:
    raise PermissionError(ctypes.get_errno(), "setns")
print("GOT it")
