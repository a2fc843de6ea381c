"""Keep a message in the kernel's keyring of this user, which outlives the job."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError
# runs: 2

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.syscall(250, 10, -4, b"user", b"message", 0) >= 0:
    print("GOT a message")
if libc.syscall(248, b"user", b"message", b"answer: 42", 10, -4) == -1:
    raise PermissionError(ctypes.get_errno(), "add_key")
