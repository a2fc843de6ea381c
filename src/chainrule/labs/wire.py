"""What travels between the checker and the student's process: frames of JSON with arrays beside it, and nothing else.

A frame is two lengths (JSON, then blobs; four bytes each, big-endian), the JSON and the blobs. Plain data keeps its
exact type: numbers, strings, booleans and None are themselves in JSON, everything else is a one-key object that names
what it is (`{"tuple": [...]}`, `{"array": [start, length]}`). Nothing is pickled, and what has no place here is refused
by name. This file runs on both sides and needs the standard library only; NumPy and PyTorch are used where they
are at hand already.
"""

from __future__ import annotations

import io
import json
import math
import re
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

LENGTHS = struct.Struct(">II")
MAX_JSON = 8 * 2**20  # bytes
MAX_PARTS = 1_000_000  # brackets and commas in them: what JSON takes in memory is in the number of its parts
MAX_BLOBS = 64 * 2**20
MAX_DEPTH = 20
MAX_ITEMS = 200_000
MAX_KEYS = 2_000  # that are no strings: one can choose many with the same hash, so that a dict takes them ever slower
MAX_TEXT = 1_000_000
MAX_MESSAGE = 2_000  # of an error
LOOKED_AT = 1_000  # items, between two looks at the clock
MAX_DIGITS = 4_000  # Python itself refuses to print longer integers
SCALARS = (type(None), bool, float)
NO_KEYS = ("list", "dict", "array", "tensor")
SAME_IN_NUMPY = ("float32", "float64", "complex64", "complex128", "bool", "uint8", "int8", "int16", "int32", "int64")
# The types of tensors, each with that of the array in which its numbers travel.
DTYPES = {**{name: name for name in SAME_IN_NUMPY}, "float16": "float32", "bfloat16": "float32"}
# The one way in which NumPy writes the header of an array of numbers. NumPy's own reader takes it for Python and parses
# it, which can be made to fail in more ways than an error of its own.
HEADER = re.compile(
    rb"\{'descr': '(?P<dtype>[<>|](?:b1|[iu][1248]|f(?:2|4|8|16)|c(?:8|16|32)))', "
    rb"'fortran_order': (?P<fortran>True|False), "
    rb"'shape': \((?P<shape>(?:\d{1,18}, ?){0,63}(?:\d{1,18},?)?)\), \} *\n"
)

Packed = Any  # what `json` reads and writes
Special = Callable[[Any], Packed]


class ProtocolError(Exception):
    """What came in is no message of this protocol."""


class TooBig(Exception):
    """What should go out is larger or deeper than a message may be."""


class TooSlow(Exception):
    """A message was not read within its time."""


def frame(message: Packed, blobs: bytes = b"") -> bytes:
    """The bytes of one message."""
    text = json.dumps(message, separators=(",", ":"), check_circular=False).encode("ascii")
    if len(text) > MAX_JSON or len(blobs) > MAX_BLOBS:
        raise TooBig(f"more than {MAX_JSON // 2**20} MB, or {MAX_BLOBS // 2**20} MB of arrays")
    if parts(text) > MAX_PARTS:
        raise TooBig(f"more than {MAX_PARTS:,} brackets and commas")
    return LENGTHS.pack(len(text), len(blobs)) + text + blobs


def frame_size(header: bytes | bytearray) -> int:
    """How many bytes follow the eight of the header. Raises `ProtocolError` where that is more than is allowed."""
    text, blobs = LENGTHS.unpack(header)
    if text > MAX_JSON or blobs > MAX_BLOBS:
        raise ProtocolError("a message larger than is allowed")
    return int(text + blobs)


def parts(text: bytes | bytearray) -> int:
    """At least as many as the objects that this JSON becomes; those in strings are counted with them."""
    return sum(map(text.count, (b"[", b"{", b",")))


def unframe(header: bytes | bytearray, body: bytes | bytearray) -> tuple[Packed, memoryview]:
    """The message and its blobs, which are not copied."""
    length, _ = LENGTHS.unpack(header)
    text = body[:length]
    if parts(text) > MAX_PARTS:
        raise ProtocolError(f"a message of more than {MAX_PARTS:,} parts")
    try:
        return json.loads(text), memoryview(body)[length:]
    except (ValueError, RecursionError) as error:
        raise ProtocolError("a message that is not JSON") from error


def pack(value: Any, blobs: bytearray, special: Special) -> Packed:
    """`value` as JSON; arrays go to the end of `blobs`. `special` is asked about what is not plain data.

    Raises `TooBig` for what is too large or too deep.
    """
    return _Packer(blobs, special).pack(value, 0)


class _Count:
    """How much is in a message: what goes out is counted, and what comes in."""

    def __init__(self, problem: Callable[[str], Exception]) -> None:
        self.problem, self.items, self.keys = problem, 0, 0

    def item(self, depth: int) -> None:
        self.items += 1
        if depth > MAX_DEPTH:
            raise self.problem(f"nested deeper than {MAX_DEPTH} levels")
        if self.items > MAX_ITEMS:
            raise self.problem(f"more than {MAX_ITEMS:,} items")

    def key(self, kind: type) -> None:
        self.keys += kind is not str
        if self.keys > MAX_KEYS:
            raise self.problem(f"dicts with more than {MAX_KEYS:,} keys that are no strings")


class _Packer:
    def __init__(self, blobs: bytearray, special: Special) -> None:
        self.blobs, self.special, self.count = blobs, special, _Count(TooBig)

    def pack(self, value: Any, depth: int) -> Packed:
        kind = type(value)  # the exact type: a subclass may lie about everything, and is never plain data
        self.count.item(depth)
        if kind in SCALARS:
            return value
        if kind is int:
            if value.bit_length() > MAX_DIGITS * math.log2(10):
                raise TooBig(f"an integer of more than {MAX_DIGITS:,} digits")
            return value
        if kind is str:
            if len(value) > MAX_TEXT:
                raise TooBig(f"a string of {len(value):,} characters")
            return value
        if kind is list or kind is tuple:
            return {kind.__name__: [self.pack(item, depth + 1) for item in value]}
        if kind is dict:
            return {"dict": [[self.pack_key(k, depth + 1), self.pack(v, depth + 1)] for k, v in value.items()]}
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        array = self.pack_array(value, kind)
        return self.special(value) if array is None else array

    def pack_key(self, key: Any, depth: int) -> Packed:
        self.count.key(type(key))
        packed = self.pack(key, depth)
        return packed if _may_be_a_key(packed) else self.special(key)

    def pack_array(self, value: Any, kind: type) -> Packed | None:
        numpy: Any = sys.modules.get("numpy")
        torch: Any = sys.modules.get("torch")
        if numpy is not None and hasattr(numpy, "ndarray"):
            if kind is numpy.ndarray and value.dtype.kind in "biufc":
                return {"array": self.npy(value)}
            if issubclass(kind, numpy.generic) and numpy.dtype(kind).type is kind and value.dtype.kind in "biufc":
                return {"scalar": self.npy(numpy.asarray(value))}
        # Half-way through loading PyTorch in another thread it has not all its names, and no tensor is here.
        parameter = getattr(getattr(torch, "nn", None), "Parameter", None)
        if parameter is not None and kind in (torch.Tensor, parameter):
            data = value.detach().cpu().contiguous()
            if data.dtype in (torch.bfloat16, torch.float16):
                data = data.float()  # NumPy has no bfloat16; the name of the type travels beside the numbers
            return {
                "tensor": self.npy(data.numpy()),
                "dtype": str(value.dtype).removeprefix("torch."),
                "requires_grad": value.requires_grad,
            }
        return None

    def npy(self, array: Any) -> list[int]:
        buffer = io.BytesIO()
        sys.modules["numpy"].lib.format.write_array(buffer, array, allow_pickle=False)
        start, content = len(self.blobs), buffer.getvalue()
        if start + len(content) > MAX_BLOBS:
            raise TooBig(f"arrays larger than {MAX_BLOBS // 2**20} MB")
        self.blobs += content
        return [start, len(content)]


def unpack(
    packed: Packed, blobs: bytes | memoryview, special: Callable[[str, Packed], Any], deadline: float = math.inf
) -> Any:
    """The value again, each part with the type it had. `special(tag, message)` answers for what is not plain data.

    Raises `ProtocolError` for anything that `pack` does not write, and `TooSlow` past the `deadline`, a time of
    `time.monotonic`. No byte is read twice, so that no value is larger than its message.
    """
    return _Unpacker(blobs, special, deadline).unpack(packed, 0)


class _Unpacker:
    def __init__(self, blobs: bytes | memoryview, special: Callable[[str, Packed], Any], deadline: float) -> None:
        self.blobs, self.special, self.count = memoryview(blobs), special, _Count(ProtocolError)
        self.deadline = deadline
        self.read = 0  # where the arrays end that were read

    def unpack(self, packed: Packed, depth: int) -> Any:
        self.count.item(depth)
        if self.count.items % LOOKED_AT == 0:
            self.look_at_the_clock()
        if type(packed) in (*SCALARS, int, str):
            return packed
        if type(packed) is not dict or not packed:
            raise ProtocolError("a value of no known kind")
        tag, content = next(iter(packed.items()))
        if tag in ("list", "tuple"):
            items = [self.unpack(item, depth + 1) for item in _a_list(content)]
            return items if tag == "list" else tuple(items)
        if tag == "dict":
            pairs = [_a_list(pair, 2) for pair in _a_list(content)]
            try:
                return {self.unpack_key(k, depth + 1): self.unpack(v, depth + 1) for k, v in pairs}
            except TypeError as error:  # an object of the student's that cannot be one
                raise ProtocolError("a dict with a key that cannot be one") from error
        if tag == "complex":
            real, imaginary = _a_list(content, 2)
            if type(real) is not float or type(imaginary) is not float:
                raise ProtocolError("a complex number without its two parts")
            return complex(real, imaginary)
        if tag == "array":
            return read_npy(self.slice(content))
        if tag == "scalar":
            array = read_npy(self.slice(content))
            if array.shape != ():
                raise ProtocolError("a scalar with a shape")
            return array[()]
        if tag == "tensor":
            return _tensor(read_npy(self.slice(content)), packed)
        return self.special(tag, packed)

    def look_at_the_clock(self) -> None:
        if time.monotonic() > self.deadline:
            raise TooSlow

    def slice(self, content: Packed) -> memoryview:
        """The bytes of an array, which come after those of every array before it, as `pack` wrote them."""
        self.look_at_the_clock()
        start, length = _a_list(content, 2)
        if type(start) is not int or type(length) is not int or length < 0 or start + length > len(self.blobs):
            raise ProtocolError("an array outside of its message")
        if start < self.read:
            raise ProtocolError("arrays that share their bytes")
        self.read = start + length
        return self.blobs[start : self.read]

    def unpack_key(self, packed: Packed, depth: int) -> Any:
        self.count.key(type(packed))
        if not _may_be_a_key(packed):
            raise ProtocolError("a dict with a key that cannot be one")
        return self.unpack(packed, depth)


def _may_be_a_key(packed: Packed) -> bool:
    """Whether this is no list, dict or array; nor a tensor, which has a hash, but is compared element by element."""
    if type(packed) is not dict or not packed:
        return True
    tag, content = next(iter(packed.items()))
    return all(map(_may_be_a_key, _a_list(content))) if tag == "tuple" else tag not in NO_KEYS


def read_npy(content: bytes | memoryview) -> Any:
    """The array in `content`, which is not trusted: sizes are checked before any memory is asked for."""
    import numpy as np

    length = int.from_bytes(content[8:10], "little")
    found = HEADER.fullmatch(content[10 : 10 + length])
    if bytes(content[:8]) != b"\x93NUMPY\x01\x00" or found is None:
        raise ProtocolError("an array that cannot be read")
    dtype, fortran = np.dtype(found["dtype"].decode()), found["fortran"] == b"True"
    shape = tuple(int(size) for size in found["shape"].split(b",") if size.strip())
    rest = content[10 + length :]
    if math.prod(shape) * dtype.itemsize != len(rest):
        raise ProtocolError("an array whose size is not what it says")
    try:
        return np.frombuffer(rest, dtype).reshape(shape, order="F" if fortran else "C").copy()
    except ValueError as error:  # more dimensions than NumPy has, or larger ones
        raise ProtocolError("an array of a shape that cannot be") from error


def _tensor(array: Any, packed: Packed) -> Any:
    name = packed.get("dtype")
    if type(name) is not str or name not in DTYPES or type(packed.get("requires_grad")) is not bool:
        raise ProtocolError("a tensor without its type")  # found before PyTorch is loaded, which takes a second
    if array.dtype.name != DTYPES[name]:  # a byte could become sixteen
        raise ProtocolError("a tensor whose numbers are of another type")
    import torch

    try:
        return torch.from_numpy(array).to(getattr(torch, name)).requires_grad_(packed["requires_grad"])
    except (TypeError, RuntimeError) as error:
        raise ProtocolError("a tensor that cannot be") from error


def _a_list(content: Packed, length: int | None = None) -> list[Packed]:
    if type(content) is not list or (length is not None and len(content) != length):
        raise ProtocolError("a value whose parts are missing")
    return content
