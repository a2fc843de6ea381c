"""Start processes without end."""
# stopped by: pids, rlimits
# succeeds without: pids
# says: started more processes

import os
import time

for number in range(150):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
print("GOT", number)
