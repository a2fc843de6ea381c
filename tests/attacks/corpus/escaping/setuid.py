"""Become root."""
# stopped by: user, capabilities
# says: PermissionError|OSError

import os

os.setuid(0)
print("GOT it")
