"""Batches: every example once, the generator alone decides, shards together are the batch; statistics are exact."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator

from chainrule.data import Split, batches, channel_statistics, hold_out, normalize, to_float


def numbered(count: int) -> Split:
    index = torch.arange(count)
    return Split(index.to(torch.uint8).reshape(-1, 1, 1, 1).expand(-1, 2, 3, 3), index)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@given(st.integers(0, 50), st.integers(1, 60), st.integers(1, 4), st.booleans(), st.booleans())
def test_shards_of_batches_together_are_each_example_once(
    count: int, size: int, processes: int, shuffle: bool, drop_last: bool
) -> None:
    split = numbered(count)
    options = {"shuffle": shuffle, "drop_last": drop_last}
    whole = list(batches(split, size, generator=seeded(), **options))
    kept = count - count % size if drop_last else count
    assert sum(len(y) for _, y in whole) == kept
    if not drop_last:
        assert sorted(label for _, y in whole for label in y.tolist()) == list(range(count))
    assert all(len(y) == size for _, y in whole[:-1])
    shards = [
        list(batches(split, size, generator=seeded(), shard=(rank, processes), **options)) for rank in range(processes)
    ]
    for number, (x, y) in enumerate(whole):
        assert torch.equal(x[:, 0, 0, 0].long(), y)
        together = torch.cat([shard[number][1] for shard in shards])
        assert sorted(together.tolist()) == sorted(y.tolist())
        assert max(len(shard[number][1]) for shard in shards) - min(len(shard[number][1]) for shard in shards) <= 1


def test_the_generator_decides_and_another_epoch_has_another_order() -> None:
    split, generator = numbered(40), seeded(3)
    first, second = (torch.cat([y for _, y in batches(split, 7, generator=generator)]) for _ in range(2))
    assert torch.equal(first, torch.cat([y for _, y in batches(split, 7, generator=seeded(3))]))
    assert not torch.equal(first, second)
    assert torch.equal(torch.cat([y for _, y in batches(split, 7, shuffle=False)]), split.labels)


def test_without_a_generator_pytorchs_own_decides() -> None:
    split = numbered(40)
    torch.manual_seed(5)
    first = next(batches(split, 40))[1]
    torch.manual_seed(5)
    assert torch.equal(first, next(batches(split, 40))[1])


def test_a_transform_gets_whole_batches() -> None:
    seen = []

    def transform(x: torch.Tensor) -> torch.Tensor:
        seen.append(x.shape[0])
        return to_float(x)

    assert all(x.dtype == torch.float32 for x, _ in batches(numbered(10), 4, generator=seeded(), transform=transform))
    assert seen == [4, 4, 2]


@pytest.mark.parametrize(("size", "shard"), [(0, (0, 1)), (-1, (0, 1)), (1, (1, 1)), (1, (-1, 2)), (1, (0, 0))])
def test_sizes_and_shards_that_cannot_be_are_refused_at_once(size: int, shard: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        batches(numbered(3), size, shard=shard)


def test_what_is_held_out_is_not_trained_on() -> None:
    train, held = hold_out(numbered(30), 7, seeded())
    assert (len(train), len(held)) == (23, 7)
    assert sorted([*train.labels.tolist(), *held.labels.tolist()]) == list(range(30))
    assert torch.equal(held.labels, hold_out(numbered(30), 7, seeded())[1].labels)
    for count in (-1, 31):
        with pytest.raises(ValueError, match="cannot be held out"):
            hold_out(numbered(30), count, seeded())


def test_channel_statistics_are_those_of_all_pixels() -> None:
    images = torch.randint(256, (50, 3, 5, 4), generator=seeded(), dtype=torch.uint8)
    mean, std = channel_statistics(images)
    pixels = to_float(images).double()
    assert torch.allclose(mean.double(), pixels.mean((0, 2, 3)), atol=1e-7)
    assert torch.allclose(std.double(), pixels.std((0, 2, 3), correction=0), atol=1e-7)
    for wrong in (images.float(), images[0], images[:0]):
        with pytest.raises(ValueError, match="takes uint8 images"):
            channel_statistics(wrong)


def test_normalizing_gives_mean_zero_and_deviation_one() -> None:
    x = torch.randint(256, (200, 3, 6, 5), generator=seeded(9), dtype=torch.uint8)
    mean, std = channel_statistics(x)
    out = normalize(x, mean, std)
    assert out.dtype == torch.float32
    assert torch.allclose(out.mean((0, 2, 3)), torch.zeros(3), atol=1e-5)
    assert torch.allclose(out.std((0, 2, 3), correction=0), torch.ones(3), atol=1e-5)
    assert torch.allclose(out, normalize(x.float() / 255, mean, std), atol=1e-5)


def test_what_cannot_be_normalized_is_named() -> None:
    x = torch.zeros(2, 3, 6, 5)
    with pytest.raises(ValueError, match=r"four axes \(N, C, H, W\), not \(3, 6, 5\)"):
        normalize(x[0], torch.zeros(3), torch.ones(3))
    for mean, std in ((torch.zeros(1), torch.ones(3)), (torch.zeros(3), torch.ones(1))):
        with pytest.raises(ValueError, match="3 channels need as many means"):
            normalize(x, mean, std)
