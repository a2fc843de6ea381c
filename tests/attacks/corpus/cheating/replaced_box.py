"""Replace the method that answers, and say yes to everything."""
# stopped by: checker
# says: should be|got in the way
# lab: 03

import json
import sys

main = sys._getframe()
while "Box" not in main.f_globals:
    main = main.f_back


def answer(box, message, blobs):
    text = json.dumps({"n": message["n"], "value": True}).encode()
    return len(text).to_bytes(4, "big") + bytes(4) + text


main.f_globals["Box"].answer = answer
