"""Start threads without end."""
# stopped by: pids, rlimits
# succeeds without: pids
# says: can't start new thread

import threading
import time

threading.stack_size(65536)
for number in range(150):
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
print("GOT", number)
