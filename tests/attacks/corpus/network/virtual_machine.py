"""Talk to the host that this virtual machine runs on."""
# stopped by: seccomp
# says: Address family not supported

import socket

socket.socket(40, socket.SOCK_STREAM)
print("GOT it")
