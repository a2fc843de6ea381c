"""Make a link to the key and read that."""
# stopped by: system
# says: FileNotFoundError

import os

os.symlink(PLANTED["key"], "/tmp/mine.txt")
print("GOT", open("/tmp/mine.txt").read())
