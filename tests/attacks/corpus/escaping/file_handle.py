"""Open a file by its handle, past every folder that hides it (how a container of 2014 was left)."""
# stopped by: seccomp, capabilities
# says: PermissionError

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer((8).to_bytes(4, "little") + (1).to_bytes(4, "little") + (2).to_bytes(8, "little"))
if libc.open_by_handle_at(os.open("/usr", os.O_RDONLY), handle, 0) == -1:
    raise PermissionError(ctypes.get_errno(), "open_by_handle_at")
print("GOT it")
