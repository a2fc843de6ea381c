"""Read the planted mistakes: the opposite of a mistake is the answer."""
# stopped by: system, checker
# says: FileNotFoundError

print("GOT", open(PLANTED["mutants"]).read())
