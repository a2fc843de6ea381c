"""Read the file that another student handed in, where the server keeps it."""
# stopped by: system
# succeeds without: system
# says: FileNotFoundError

print("GOT", open(PLANTED["submission"]).read())
