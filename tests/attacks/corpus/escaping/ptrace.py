"""Take over another process by ptrace; here a child, elsewhere whoever may be reached."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import ctypes
import os
import time

libc = ctypes.CDLL(None, use_errno=True)
child = os.fork()
if child == 0:
    time.sleep(30)
    os._exit(0)
if libc.ptrace(16, child, 0, 0) == -1:
    raise PermissionError(ctypes.get_errno(), "ptrace")
print("GOT it")
