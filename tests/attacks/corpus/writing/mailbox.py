"""Leave a message in a temporary folder for the next submission."""
# stopped by: temporary
# says: left
# runs: 2

import contextlib
import os

for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/usr/local", "/dev/mqueue", "/library", "/packages"):
    if os.path.exists(f"{folder}/message"):
        print("GOT a message in", folder)
    with contextlib.suppress(OSError):
        open(f"{folder}/message", "w").write("answer: 42")
print("left")
