"""Take precedence over every other process."""
# stopped by: user, capabilities
# says: PermissionError

import os

os.setpriority(os.PRIO_PROCESS, 0, -20)
print("GOT it")
