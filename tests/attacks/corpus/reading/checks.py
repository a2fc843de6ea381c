"""Read the checks of the lab."""
# stopped by: system, checker
# succeeds without: system
# says: FileNotFoundError

print("GOT", open(PLANTED["checks"]).read())
