"""Readers of the files that the data sets come in: IDX, CIFAR's binary records, JPEG in one array."""

import hashlib
import io
import itertools
import uuid
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from chainrule import install
from chainrule.data.problems import DataProblem

CIFAR_IMAGE = (3, 32, 32)


def idx(content: bytearray) -> Tensor:
    """The uint8 array of an IDX file: two zeros, 8 (uint8), the number of axes, their lengths in big endian, the data.

    Raises ValueError where the header and the data disagree.

    Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format".

    >>> idx(bytearray([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9]))
    tensor([[7, 8, 9]], dtype=torch.uint8)
    """
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise ValueError("an IDX file of unsigned bytes begins with 0, 0, 8")
    start = 4 + 4 * content[3]
    shape = [int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4)]
    if len(content) != start + int(np.prod(shape, dtype=object)):
        raise ValueError(f"the header of the IDX file says {shape}, but {len(content) - start} bytes follow it")
    return torch.frombuffer(content, dtype=torch.uint8, offset=start).reshape(shape)


def cifar_records(content: bytearray) -> tuple[Tensor, Tensor]:
    """Images (N, 3, 32, 32) and labels (N,) of records of 1 + 3072 bytes: the label, then red, green and blue by rows.

    Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
    """
    records = torch.frombuffer(content, dtype=torch.uint8).reshape(-1, 1 + 3072)
    return records[:, 1:].reshape(-1, *CIFAR_IMAGE), records[:, 0].long()


def jpeg_arrays(content: bytearray, cache: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Images and labels of `train` and `test` from the JPEG copy of CIFAR-10 (an .npz whose bytes were checked).

    Decoding takes seconds, so what came out is kept in the folder `cache`, with a digest that is checked.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        labels = {part: torch.from_numpy(arrays[f"{part}_labels"]).long() for part in ("train", "test")}
        kept = cache / f"cifar10-jpeg-{hashlib.sha256(content).hexdigest()[:16]}.safetensors"
        images = _kept(kept)
        if images is None:
            images = {part: _decode(arrays[f"{part}_jpeg"], arrays[f"{part}_offsets"]) for part in labels}
            _keep(kept, images)
    return {part: (images[part], labels[part]) for part in labels}


def _decode(
    jpeg: "np.ndarray[tuple[int], np.dtype[np.uint8]]", offsets: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> Tensor:
    try:
        from PIL import Image
    except ModuleNotFoundError as error:
        raise DataProblem(
            f"CIFAR-10 (JPEG copy) is decoded by Pillow, which is missing\n  fix: {install.command('training')}"
        ) from error
    images = np.empty((len(offsets) - 1, 32, 32, 3), dtype=np.uint8)
    for index, (start, end) in enumerate(itertools.pairwise(offsets)):
        with Image.open(io.BytesIO(jpeg[start:end].tobytes()), formats=["JPEG"]) as image:
            images[index] = np.asarray(image.convert("RGB"))
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()  # (N, 3, 32, 32)


def _digest(images: dict[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for part in sorted(images):
        digest.update(images[part].numpy().data)
    return digest.hexdigest()


def _kept(file: Path) -> dict[str, Tensor] | None:
    """What was decoded before, or None where it is not there or not whole."""
    try:
        with safe_open(file, framework="pt") as kept:
            images = {part: kept.get_tensor(part) for part in kept.keys()}  # noqa: SIM118 - it is no dictionary
            whole = _digest(images) == (kept.metadata() or {}).get("sha256")
    except (OSError, SafetensorError):
        return None
    return images if whole and set(images) == {"train", "test"} else None


def _keep(file: Path, images: dict[str, Tensor]) -> None:
    """Keep what was decoded. Where the cache cannot be written, it is decoded again next time."""
    part = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file(images, part, metadata={"sha256": _digest(images)})
        part.replace(file)
    except (OSError, SafetensorError):
        part.unlink(missing_ok=True)
