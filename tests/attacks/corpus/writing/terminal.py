"""Open a terminal that the next submission can open too."""
# stopped by: system
# says: FileNotFoundError|No such file

import os

print("GOT", os.openpty())
