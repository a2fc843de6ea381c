"""Fill the disk."""
# stopped by: temporary
# succeeds without: temporary
# says: No space left on device

for number in range(12):
    open(f"/tmp/{number}", "wb").write(bytes(8 << 20))
print("GOT 96 MB")
