"""Answer with a dict whose keys all have the same hash, so that it takes a checker ever longer to make it."""
# stopped by: messages
# says: got in the way of the checker|too large to look at

import contextlib
import json
import os
import threading
import time

pairs = [[k * (2**61 - 1), 0] for k in range(100_000)]


def send(descriptor):
    for number in (1, 2, 3):
        text = json.dumps({"n": number, "value": {"dict": pairs}}).encode()
        with contextlib.suppress(OSError):
            os.write(descriptor, len(text).to_bytes(4, "big") + bytes(4) + text)


def answer(x):
    for descriptor in range(3, 20):
        threading.Thread(target=send, args=(descriptor,), daemon=True).start()
    time.sleep(0.2)
    return {k * (2**61 - 1): 0 for k in range(3_000)}


def vector(x):
    return {k * (2**61 - 1): 0 for k in range(3_000)}
