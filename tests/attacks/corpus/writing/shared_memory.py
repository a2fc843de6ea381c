"""Leave a message in shared memory of the older kind, which has no file."""
# stopped by: processes
# succeeds without: processes
# says: left
# runs: 2

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
if libc.shmget(4242, 4096, 0o600) >= 0:
    print("GOT a message")
assert libc.shmget(4242, 4096, 0o1600) >= 0
print("left")
