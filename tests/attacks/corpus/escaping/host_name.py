"""Change the name of the machine."""
# stopped by: seccomp, capabilities
# succeeds without: capabilities and seccomp
# says: PermissionError

import socket

socket.sethostname("evil")
print("GOT it")
