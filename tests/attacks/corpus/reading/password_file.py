"""Read the machine's list of users."""
# stopped by: system
# succeeds without: system
# says: FileNotFoundError

print("GOT", open("/etc/passwd").read())
