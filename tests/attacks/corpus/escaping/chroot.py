"""Make another folder the root, and climb out of it."""
# stopped by: seccomp, capabilities
# says: PermissionError

import os

os.chroot("/tmp")
print("GOT it")
