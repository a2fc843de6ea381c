"""Fill the memory bit by bit."""
# stopped by: memory
# succeeds without: memory
# says: used more than 256 MB of memory

kept = []
while len(kept) < 40:
    kept.append(bytearray(b"x") * (10 << 20))
print("GOT", len(kept) * 10, "MB")
