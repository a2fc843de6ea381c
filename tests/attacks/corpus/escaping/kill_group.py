"""Kill the process group, which in a careless zygote is the zygote's."""
# stopped by: processes
# succeeds without: processes
# says: There is no `answer`

import os

os.kill(0, 9)
