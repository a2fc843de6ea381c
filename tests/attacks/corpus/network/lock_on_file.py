"""Tell another job something by a lock on a file that both of them see."""
# stopped by: seccomp
# succeeds without: seccomp
# says: PermissionError

import fcntl
import json

fcntl.flock(open(json.__file__), fcntl.LOCK_EX | fcntl.LOCK_NB)
print("GOT it")
