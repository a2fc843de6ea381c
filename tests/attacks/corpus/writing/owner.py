"""Give a file to root and make it run as its owner."""
# stopped by: user, capabilities
# says: OSError|PermissionError

import os

open("/tmp/shell", "w").close()
os.chown("/tmp/shell", 0, 0)
os.chmod("/tmp/shell", 0o4755)
print("GOT it")
