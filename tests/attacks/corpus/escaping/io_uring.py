"""Ask the kernel for an io_uring, whose operations pass by every filter of calls."""
# stopped by: seccomp
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(425, 4, ctypes.create_string_buffer(120)) == -1:
    raise PermissionError(ctypes.get_errno(), "io_uring_setup")
print("GOT it")
