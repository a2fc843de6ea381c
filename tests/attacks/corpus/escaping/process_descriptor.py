"""Take an open descriptor out of another process."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import os

os.pidfd_open(os.getpid())
print("GOT it")
