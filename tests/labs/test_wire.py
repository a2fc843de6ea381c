"""What travels between the two processes: the same data with the same types, or a clear refusal."""

import json
import math
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.labs.plain import plain

from chainrule.labs import wire

DTYPES = st.sampled_from(["bool", "int8", "int64", "uint16", "float32", "float64", "complex128"])


def nothing_special(*_: object) -> object:
    raise AssertionError("this is all plain data")


def there_and_back(value: object) -> object:
    blobs = bytearray()
    content = wire.frame(wire.pack(value, blobs, nothing_special), bytes(blobs))
    header, body = content[: wire.LENGTHS.size], content[wire.LENGTHS.size :]
    assert wire.frame_size(header) == len(body)
    return wire.unpack(*wire.unframe(header, body), nothing_special)


def same(a: object, b: object) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    if isinstance(a, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a), list(b)) and same(list(a.values()), list(b.values()))
    return a == b


@given(plain(text=20, items=4, leaves=15))
def test_plain_data_comes_back_with_its_types(value: object) -> None:
    assert same(there_and_back(value), value)


@given(hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)))
def test_arrays_come_back_with_type_shape_and_bits(array: np.ndarray) -> None:
    back = there_and_back([array, array.T])
    for sent, came in zip([array, array.T], back, strict=True):
        assert type(came) is np.ndarray
        assert (came.dtype, came.shape) == (sent.dtype, sent.shape)
        assert came.tobytes() == np.ascontiguousarray(sent).tobytes() or np.array_equal(came, sent, equal_nan=True)


@pytest.mark.parametrize("scalar", [np.float64(0.1), np.float32(0.1), np.int8(-3), np.bool_(True)], ids=repr)
def test_numpy_scalars_keep_their_type(scalar: np.generic) -> None:
    back = there_and_back(scalar)
    assert type(back) is type(scalar)
    assert back == scalar


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16, torch.int64, torch.bool]
)
def test_tensors_keep_type_and_need_of_a_gradient(dtype: torch.dtype) -> None:
    tensor = torch.tensor([[1.5, -2.0], [0.0, 3.0]]).to(dtype)
    tensor.requires_grad_(dtype.is_floating_point)
    back = there_and_back(tensor.t())
    assert type(back) is torch.Tensor
    assert back.dtype == dtype
    assert back.requires_grad == tensor.requires_grad
    assert torch.equal(back, tensor.t())


class Lie(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


class Fake(np.ndarray):
    pass


@pytest.mark.parametrize(
    "value",
    [Lie(1.0), np.zeros(2).view(Fake), np.array([object()]), b"bytes", {1, 2}, object(), type("Text", (str,), {})("x")],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_exactly_plain_is_handed_to_special(value: object) -> None:
    assert wire.pack(value, bytearray(), lambda other: {"special": other is value}) == {"special": True}


def test_a_tensor_as_a_key_is_handed_to_special() -> None:
    """It has a hash, but two of them are equal element by element."""
    key = torch.ones(2)
    assert wire.pack({key: 1}, bytearray(), lambda other: {"special": other is key}) == {
        "dict": [[{"special": True}, 1]]
    }


def nested(depth: int) -> list:
    value: list = []
    for _ in range(depth):
        value = [value]
    return value


ENDLESS: list = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (nested(500), "nested"),
        (ENDLESS, "nested"),
        ("x" * 2_000_000, "string of 2,000,000"),
        (10**5000, "digits"),
        (list(range(300_000)), "items"),
        (["y" * 900_000] * 20, "MB"),
        (np.zeros(10_000_000), "MB"),
        ({k * (2**61 - 1): 0 for k in range(2_100)}, "2,000 keys"),
    ],
    ids=["deep", "endless", "string", "integer", "list", "long list of strings", "array", "keys of one hash"],
)
def test_too_large_is_said_before_it_is_sent(value: object, says: str) -> None:
    with pytest.raises(wire.TooBig, match=says):
        there_and_back(value)


def npy(header: str, content: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    text = header.encode().ljust(64) + b"\n"
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text + content


ARRAY = "{{'descr': {}, 'fortran_order': False, 'shape': {}, }}"
LIES = {
    "a shape larger than its data": npy(ARRAY.format("'<f8'", "(10**12,)".replace("10**12", "1000000000000"))),
    "a negative shape": npy(ARRAY.format("'<f8'", "(-1,)"), b"\0" * 8),
    "objects": npy(ARRAY.format("'|O'", "(1,)"), b"\0" * 8),
    "10,000 dimensions": npy(ARRAY.format("'<f8'", "(" + "1," * 10_000 + ")"), b"\0" * 8),
    "text": npy(ARRAY.format("'<U1'", "(1,)"), b"\0" * 4),
    "fields": npy(ARRAY.format("[('a', '<f8')]", "(1,)"), b"\0" * 8),
    "a call in its header": npy(ARRAY.format("__import__('os').abort()", "(1,)")),
    "a header that is cut off": b"\x93NUMPY\x01\x00\xff\xff{",
    "another version": npy(ARRAY.format("'<f8'", "(1,)"), b"\0" * 8, version=b"\x03\x00"),
    "nothing": b"",
}


@pytest.mark.parametrize("content", LIES.values(), ids=LIES.keys())
def test_an_array_that_lies_about_itself_is_refused(content: bytes) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.read_npy(content)


GARBAGE = {
    "unknown tag": {"pickle": "gASV"},
    "empty object": {},
    "bare list": [1, 2],
    "list that is none": {"list": 5},
    "list of wrong things": {"tuple": [[1]]},
    "dict without pairs": {"dict": [[1, 2, 3]]},
    "dict with a list as key": {"dict": [[{"list": []}, 1]]},
    "dict with an array as key": {"dict": [[{"array": [0, 8]}, 1]]},
    "dict with a tensor as key": {"dict": [[{"tuple": [{"tensor": [0, 8]}]}, 1]]},
    "dict with keys of one hash": {"dict": [[k * (2**61 - 1), 0] for k in range(2_100)]},
    "more items than are sent": {"list": [0] * 300_000},
    "tensor of a type that is none": {"tensor": [0, 8], "dtype": "_inductor", "requires_grad": False},
    "complex of text": {"complex": ["1", "2"]},
    "array outside": {"array": [0, 99]},
    "array before": {"array": [-5, 5]},
    "array at text": {"array": ["0", 1]},
    "array at truth": {"array": [True, 1]},
    "tensor without type": {"tensor": [0, 8]},
    "deep": json.loads('{"list": [' * 100 + "]}" * 100),
}


@pytest.mark.parametrize("packed", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_a_protocol_error(packed: object) -> None:
    def unknown(tag: str, _: object) -> object:
        raise wire.ProtocolError(tag)

    with pytest.raises(wire.ProtocolError):
        wire.unpack(packed, b"12345678", unknown)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"n": ' + b"9" * 10_000 + b"}"])
def test_a_frame_that_is_not_json_is_a_protocol_error(text: bytes) -> None:
    with pytest.raises(wire.ProtocolError):
        wire.unframe(wire.LENGTHS.pack(len(text), 0), text)


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(wire.ProtocolError):
        wire.frame_size(wire.LENGTHS.pack(2**32 - 1, 0))


def npy(array: np.ndarray) -> bytes:
    """The bytes of one array in a message."""
    blobs = bytearray()
    wire.pack(array, blobs, nothing_special)
    return bytes(blobs)


@pytest.mark.parametrize("slices", [[0, 0], [0, 0, 0, 0, 0, 0], [1, 0], [0, 1, 0]], ids=str)
def test_no_byte_of_a_message_is_read_twice(slices: list[int]) -> None:
    """400 names for one array of 60 MB were 24 GB."""
    one = npy(np.arange(100.0))
    arrays = {"list": [{"array": [place * len(one), len(one)]} for place in slices]}
    with pytest.raises(wire.ProtocolError, match="share their bytes"):
        wire.unpack(arrays, one * 2, nothing_special)


def test_arrays_that_overlap_by_one_byte_are_refused() -> None:
    one = npy(np.arange(100.0))
    arrays = {"list": [{"array": [0, len(one)]}, {"tensor": [len(one) - 1, len(one)], "dtype": "float64"}]}
    with pytest.raises(wire.ProtocolError, match="share their bytes"):
        wire.unpack(arrays, one * 2, nothing_special)


@pytest.mark.parametrize("numbers", ["bool", "uint8", "float32", "int64"])
def test_a_tensor_does_not_grow_beyond_its_message(numbers: str) -> None:
    """A byte each could become a complex number of sixteen."""
    blobs = npy(np.zeros(1000, numbers))
    packed = {"tensor": [0, len(blobs)], "dtype": "complex128", "requires_grad": False}
    with pytest.raises(wire.ProtocolError, match="of another type"):
        wire.unpack(packed, blobs, nothing_special)


@pytest.mark.parametrize(
    "text", [b"[]," * 600_000, b"[[" * 600_000, b"0.1," * 1_100_000], ids=["lists", "deep", "flat"]
)
def test_a_message_of_a_million_parts_is_not_read(text: bytes) -> None:
    """An empty list is three bytes in JSON and sixty in memory."""
    content = b"[" + text.rstrip(b",") + b"]"
    assert len(content) < wire.MAX_JSON
    with pytest.raises(wire.ProtocolError, match="parts"):
        wire.unframe(wire.LENGTHS.pack(len(content), 0), content)
    with pytest.raises(wire.TooBig):
        wire.frame({"value": "[" * 1_100_000})


@pytest.mark.parametrize("packed", [{"array": [0, 928]}, {"list": [1] * 5_000}], ids=["array", "items"])
def test_reading_ends_at_the_deadline(packed: dict) -> None:
    with pytest.raises(wire.TooSlow):
        wire.unpack(packed, npy(np.arange(100.0)), nothing_special, deadline=0.0)
