"""Connect to a socket without a file, which every process of the machine could."""
# stopped by: network
# succeeds without: network
# says: ConnectionRefusedError

import socket

socket.socket(socket.AF_UNIX).connect("\0" + PLANTED["abstract"])
print("GOT it")
