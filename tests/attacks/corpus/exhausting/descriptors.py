"""Open files without end."""
# stopped by: rlimits
# succeeds without: rlimits
# says: Too many open files

kept = [open("/dev/null") for _ in range(1_000)]
print("GOT", len(kept))
