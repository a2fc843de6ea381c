"""Make another folder the root, and climb out of it."""
# stopped by: seccomp, capabilities
# succeeds without: capabilities and seccomp
# says: PermissionError

import os

os.chroot("/tmp")
print("GOT it")
