"""Read the checks of the lab."""
# stopped by: system, checker
# says: FileNotFoundError

print("GOT", open(PLANTED["checks"]).read())
