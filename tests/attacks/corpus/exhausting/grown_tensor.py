"""Answer with bytes that are to become complex numbers, sixteen times as large."""
# stopped by: messages
# says: a tensor whose numbers are of another type

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
    numpy.lib.format.write_array(array, numpy.zeros(60 * 2**20, "uint8"))
    blobs = array.getvalue()
    value = {"tensor": [0, len(blobs)], "dtype": "complex128", "requires_grad": False}
    text = json.dumps({"n": frame.f_locals["message"]["n"], "value": value}).encode()
    for descriptor in range(3, 12):
        content = memoryview(struct.pack(">II", len(text), len(blobs)) + text + blobs)
        try:
            while content:
                content = content[os.write(descriptor, content) :]
        except OSError:
            pass
