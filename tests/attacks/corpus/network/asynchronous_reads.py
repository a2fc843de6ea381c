"""Take places for asynchronous reads, which the kernel counts over the whole machine."""
# stopped by: seccomp
# succeeds without: seccomp
# says: refused: 1

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
context = ctypes.c_ulong(0)
if libc.syscall(206, 64, ctypes.byref(context)) == 0:
    print("GOT places")
raise OSError(f"refused: {ctypes.get_errno()}")
