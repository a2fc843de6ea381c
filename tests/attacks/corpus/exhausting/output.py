"""Print without end."""
# stopped by: output
# says: printed without end

while True:
    print("x" * 100_000)
