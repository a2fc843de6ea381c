"""Send answers without being asked, without end."""
# stopped by: messages, clock
# says: got in the way of the checker

import contextlib
import json
import os

text = json.dumps({"n": 0, "value": 1.0}).encode()
frame = len(text).to_bytes(4, "big") + bytes(4) + text
for descriptor in range(3, 20):
    with contextlib.suppress(OSError):
        for _ in range(100_000):
            os.write(descriptor, frame)
