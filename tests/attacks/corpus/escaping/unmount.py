"""Take the temporary folder away, to see the one below that all jobs would share."""
# stopped by: seccomp, capabilities
# succeeds without: capabilities and seccomp
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.umount2(b"/tmp", 2) == -1:
    raise PermissionError(ctypes.get_errno(), "umount2")
print("GOT it")
