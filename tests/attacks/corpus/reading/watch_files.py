"""Watch which files of the library other jobs open."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import ctypes
import json

libc = ctypes.CDLL(None, use_errno=True)
watching = libc.inotify_init1(0)
if watching == -1 or libc.inotify_add_watch(watching, json.__file__.encode(), 0x20) == -1:
    raise PermissionError(ctypes.get_errno(), "inotify")
print("GOT it")
