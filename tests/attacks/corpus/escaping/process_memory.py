"""Read the memory of another process by process_vm_readv."""
# stopped by: seccomp, processes
# succeeds without: seccomp
# says: PermissionError

import ctypes
import os
import time


class Piece(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("size", ctypes.c_size_t)]


child = os.fork()
if child == 0:
    time.sleep(30)
    os._exit(0)
libc = ctypes.CDLL(None, use_errno=True)
here, there = ctypes.create_string_buffer(8), ctypes.create_string_buffer(b"abcdefg")
mine, theirs = Piece(ctypes.addressof(here), 8), Piece(ctypes.addressof(there), 8)
if libc.process_vm_readv(child, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) == -1:
    raise PermissionError(ctypes.get_errno(), "process_vm_readv")
print("GOT", here.value)
