"""Fill the disk with one file that is mostly a hole, then with content."""
# stopped by: rlimits, temporary
# succeeds without: rlimits
# says: File too large

import os

os.truncate(os.open("/tmp/large", os.O_RDWR | os.O_CREAT), 1 << 40)
print("GOT a terabyte")
