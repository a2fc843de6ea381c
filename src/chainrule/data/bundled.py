"""The one file of data in the package. A program in a lecture's page gets this module with the bytes in it."""

from importlib import resources


def packed_digits() -> bytes:
    """`files/digits.bin.gz`, as the README beside it says."""
    return resources.files("chainrule.data").joinpath("files/digits.bin.gz").read_bytes()
