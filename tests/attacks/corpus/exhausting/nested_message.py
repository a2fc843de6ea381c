"""Send a message that is nested a million deep."""
# stopped by: messages
# says: got in the way of the checker

import contextlib
import os
import threading
import time

text = b"[" * 1_000_000
frame = len(text).to_bytes(4, "big") + bytes(4) + text


def send(descriptor):
    with contextlib.suppress(OSError):
        os.write(descriptor, frame)


for descriptor in range(3, 20):
    threading.Thread(target=send, args=(descriptor,), daemon=True).start()
time.sleep(0.3)
