"""Connect to a server by its address."""
# stopped by: seccomp, network
# succeeds without: network and seccomp
# says: Address family not supported

import socket

socket.create_connection(("127.0.0.1", PLANTED["port"]), timeout=2)
print("GOT it")
