"""Tell another job something by a lock on some bytes of a file that both of them see."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import fcntl
import json

fcntl.lockf(open(json.__file__), fcntl.LOCK_SH | fcntl.LOCK_NB, 1, 77)
print("GOT it")
