"""Fill the machine's memory by way of /dev/shm."""
# stopped by: temporary
# succeeds without: temporary
# says: No space left on device

for number in range(12):
    open(f"/dev/shm/{number}", "wb").write(bytes(8 << 20))
print("GOT 96 MB")
