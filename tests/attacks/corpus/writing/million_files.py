"""Use up the number of files."""
# stopped by: temporary
# succeeds without: temporary
# says: No space left on device

for number in range(20_000):
    open(f"/tmp/{number}", "w").close()
print("GOT 20,000 files")
