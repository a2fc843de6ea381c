"""Type into the terminal that the server was started from."""
# stopped by: seccomp
# says: PermissionError

import fcntl

fcntl.ioctl(2, 0x5412, b"x")
print("GOT it")
