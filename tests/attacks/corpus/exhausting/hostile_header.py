"""Answer with an array whose header does not end, is nested or overflows, to break the reader."""
# stopped by: messages, checker
# says: got in the way of the checker


def vector(x):
    import numpy

    headers = iter([b"((((((((((\n", b"(" * 3000 + b"\n", b"{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1" + b"0" * 40 + b"), }\n"])

    def write_array(stream, array, **_):
        import random

        header = random.choice(list(headers))
        stream.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)

    numpy.lib.format.write_array = write_array
    return numpy.ones(3)
