"""Connect to a socket with a file: a database, Docker."""
# stopped by: system
# succeeds without: system
# says: FileNotFoundError

import socket

socket.socket(socket.AF_UNIX).connect(PLANTED["socket"])
print("GOT it")
