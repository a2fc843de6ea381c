"""Send a signal to the server by its number."""
# stopped by: processes, user
# says: ProcessLookupError

import os

os.kill(PLANTED["server"], 0)
print("GOT it")
