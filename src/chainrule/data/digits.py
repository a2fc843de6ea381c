"""The small digits that come with the package, as tensors."""

import gzip

import torch
from torch import Tensor

from chainrule.data.bundled import packed_digits


def digits() -> tuple[Tensor, Tensor]:
    """Images (1797, 1, 8, 8), whose pixels go from 0 to 16, and labels, as they come with the package."""
    records = torch.frombuffer(bytearray(gzip.decompress(packed_digits())), dtype=torch.uint8).reshape(-1, 1 + 64)
    return records[:, 1:].reshape(-1, 1, 8, 8), records[:, 0].long()
