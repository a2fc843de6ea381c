"""Send the largest messages there are, without being asked, from a thread."""
# stopped by: messages
# says: got in the way of the checker|should be

import contextlib
import json
import os
import threading

text = json.dumps({"n": 0, "value": 1.0}).encode()
blobs = 60 * 2**20
frame = len(text).to_bytes(4, "big") + blobs.to_bytes(4, "big") + text


def send(descriptor):
    with contextlib.suppress(OSError):
        while True:
            os.write(descriptor, frame)
            for _ in range(60):
                os.write(descriptor, bytes(2**20))


def answer(x):
    for descriptor in range(3, 20):
        threading.Thread(target=send, args=(descriptor,), daemon=True).start()
    return 0
