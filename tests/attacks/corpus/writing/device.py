"""Make a device that is the machine's disk."""
# stopped by: user, capabilities
# says: PermissionError

import os
import stat

os.mknod("/tmp/disk", stat.S_IFBLK | 0o666, os.makedev(254, 0))
print("GOT it")
