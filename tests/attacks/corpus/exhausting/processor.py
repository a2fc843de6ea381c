"""Compute without end."""
# stopped by: clock, rlimits
# says: did not finish within
# seconds: 0.5

while True:
    pass
