"""Leave a process behind that computes on when the verdict is there."""
# stopped by: processes
# says: There is no `answer`

import os

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            pass
    os._exit(0)
