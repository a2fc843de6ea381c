"""Talk to the kernel about the network."""
# stopped by: seccomp
# succeeds without: seccomp
# says: Address family not supported

import socket

socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).bind((0, 0))
print("GOT it")
