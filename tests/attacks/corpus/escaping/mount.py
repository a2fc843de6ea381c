"""Mount a folder of one's own over the system's."""
# stopped by: seccomp, capabilities
# succeeds without: capabilities and seccomp
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b"tmpfs", b"/usr", b"tmpfs", 0, None) == -1:
    raise PermissionError(ctypes.get_errno(), "mount")
print("GOT it")
