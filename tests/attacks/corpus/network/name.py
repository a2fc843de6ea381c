"""Ask for the address of a name, which tells a name server what one wants to tell."""
# stopped by: seccomp, network
# says: gaierror

import socket

print("GOT", socket.getaddrinfo("secret-of-a-student.example.org", 80))
