"""Read the key with which the server signs who is who."""
# stopped by: system, user
# succeeds without: user and system
# says: FileNotFoundError

print("GOT", open(PLANTED["key"]).read())
