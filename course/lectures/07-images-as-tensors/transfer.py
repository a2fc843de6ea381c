"""Beyond the lecture: a data set of one's own, made of another one, for PyTorch's DataLoader."""

from collections.abc import Callable, Sequence

from torch import Tensor
from torch.utils.data import Dataset


class WithMirrors(Dataset[tuple[Tensor, int]]):
    """The `pairs` of a picture (C, H, W) and its label, and after them all once more, with left and right exchanged."""

    def __init__(self, pairs: Sequence[tuple[Tensor, int]], transform: Callable[[Tensor], Tensor] | None = None):
        self.pairs, self.transform = pairs, transform

    def __len__(self) -> int:
        return 2 * len(self.pairs)

    def __getitem__(self, n: int) -> tuple[Tensor, int]:
        """Pair number n, from 0 to len(self) - 1. IndexError for any other: by it a loop over the data set ends.

        As in torchvision, `transform` is asked for each picture when it is taken; a mirror image is mirrored before.

        >>> data = WithMirrors([(torch.tensor([[[1.0, 2.0]]]), 7)])
        >>> data[1]
        (tensor([[[2., 1.]]]), 7)
        """
        if not 0 <= n < len(self):
            raise IndexError(f"there are pictures 0 to {len(self) - 1}, and no picture {n}")
        picture, label = self.pairs[n % len(self.pairs)]
        if n >= len(self.pairs):
            picture = picture.flip(-1)
        return self.transform(picture) if self.transform else picture, label
