"""Connect to a job that runs at the same time."""
# stopped by: network
# succeeds without: network
# says: ConnectionRefusedError

import socket

socket.socket(socket.AF_UNIX).connect("\0beside")
print("GOT it")
