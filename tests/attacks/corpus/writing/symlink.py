"""Make a link to a file of the server's and write through it."""
# stopped by: system
# says: FileNotFoundError

import os

os.symlink(PLANTED["grades"], "/tmp/mine.txt")
open("/tmp/mine.txt", "r+").write("me: 100")
print("GOT it")
