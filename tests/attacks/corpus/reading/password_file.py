"""Read the machine's list of users."""
# stopped by: system
# says: FileNotFoundError

print("GOT", open("/etc/passwd").read())
