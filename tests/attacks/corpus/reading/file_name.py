"""Hand in a file whose name leads to another place."""
# stopped by: system
# says: FileNotFoundError
# file: ../../../../etc/passwd

print("GOT", open(__file__).read())
