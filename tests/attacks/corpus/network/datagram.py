"""Send the submission out by UDP, on the machine's own loopback."""
# stopped by: seccomp, network
# succeeds without: network and seccomp
# says: Address family not supported

import socket

out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
out.connect(("127.0.0.1", PLANTED["port"]))
print("GOT it")
