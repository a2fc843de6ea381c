"""List the folder that the server runs from."""
# stopped by: system
# says: FileNotFoundError

import os

print("GOT", os.listdir(PLANTED["checkout"]))
