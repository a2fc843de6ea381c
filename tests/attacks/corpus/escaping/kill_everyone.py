"""Kill every process that one may."""
# stopped by: processes
# succeeds without: processes
# says: There is no `answer`|ProcessLookupError

import os

os.kill(-1, 9)
