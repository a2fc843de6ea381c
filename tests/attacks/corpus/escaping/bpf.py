"""Load a program into the kernel."""
# stopped by: seccomp, capabilities
# says: PermissionError

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
attributes = ctypes.create_string_buffer(b"\1\0\0\0" + b"\4\0\0\0" * 3, 128)
if libc.syscall(321, 0, attributes, 128) == -1:
    raise PermissionError(ctypes.get_errno(), "bpf")
print("GOT it")
