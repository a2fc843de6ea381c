"""Listen to what passes on the wire."""
# stopped by: seccomp, capabilities, network
# says: Address family not supported

import socket

socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
print("GOT it")
