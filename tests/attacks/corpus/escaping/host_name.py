"""Change the name of the machine."""
# stopped by: seccomp, capabilities
# says: PermissionError

import socket

socket.sethostname("evil")
print("GOT it")
