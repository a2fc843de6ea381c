"""Connect by IPv6."""
# stopped by: seccomp, network
# says: Address family not supported

import socket

socket.socket(socket.AF_INET6).connect(("::1", PLANTED["port"]))
print("GOT it")
