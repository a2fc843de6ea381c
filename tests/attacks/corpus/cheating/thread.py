"""Leave a thread that changes the answers after they were given."""
# stopped by: checker
# says: should be

import sys
import threading
import time


def meddle():
    while True:
        for frame in sys._current_frames().values():
            reply = frame.f_locals.get("reply")
            if isinstance(reply, dict):
                reply.update(passed=True, points=99)
        time.sleep(0.001)


threading.Thread(target=meddle, daemon=True).start()


def answer(x):
    return 0.5
