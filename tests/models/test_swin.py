"""Swin: windows at rest are block-diagonal attention, and moved ones let nobody look round the edge."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import count_parameters
from chainrule.models.swin import (
    PatchMerging,
    Swin,
    SwinBlock,
    SwinConfig,
    from_windows,
    into_windows,
    relative_places,
    shift_mask,
)

SIDE, WINDOW, SHIFT, WIDTH, HEADS = 6, 3, 1, 8, 2
SMALL = SwinConfig(size=16, channels=3, patch=2, window=4, classes=5, width=8, depths=(2, 1), heads=(2, 4))


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def block(shift: int) -> SwinBlock:
    inner = nn.TransformerBlock(WIDTH, HEADS, 16, generator=chance())
    made = SwinBlock(inner, SIDE, WINDOW, shift).double()
    torch.nn.init.normal_(made.biases, generator=chance(1))
    return made


def tokens() -> Tensor:
    return torch.randn(2, SIDE, SIDE, WIDTH, generator=chance(2), dtype=torch.float64)


def swin(fused: bool = False, **options: object) -> Swin:
    model = Swin(replace(SMALL, **options), generator=chance(), fused=fused).double().eval()
    for parameter in model.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=chance(1), dtype=torch.float64)
    return model


def pictures() -> Tensor:
    return torch.randn(3, 3, 16, 16, generator=chance(2), dtype=torch.float64)


def looked_at(made: SwinBlock) -> Tensor:
    """Which tokens each token's result depends on: (side², side²)."""
    x = tokens()[:1].requires_grad_()
    out = made(x).flatten(0, 2).square().sum(-1)  # (side²,)
    rows = [torch.autograd.grad(one, x, retain_graph=True)[0].abs().sum(-1).flatten() > 0 for one in out]
    return torch.stack(rows)


def test_windows_go_apart_and_together_again() -> None:
    x = tokens()
    windows = into_windows(x, WINDOW)
    assert windows.shape == (2 * 4, 9, WIDTH)
    assert torch.equal(windows[1], x[0, :3, 3:].flatten(0, 1))
    assert torch.equal(from_windows(windows, SIDE, WINDOW), x)


def test_without_shift_it_is_block_diagonal_attention() -> None:
    made, x = block(0), tokens()
    row, column = torch.arange(SIDE * SIDE) // SIDE, torch.arange(SIDE * SIDE) % SIDE
    window = (row // WINDOW) * (SIDE // WINDOW) + column // WINDOW  # of each token
    inside = (row % WINDOW) * WINDOW + column % WINDOW  # its place there
    bias = made.biases[relative_places(WINDOW)[inside[:, None], inside]].permute(2, 0, 1)  # (heads, side², side²)
    mask = torch.where(window[:, None] == window, bias, -torch.inf)
    whole = made.block(x.flatten(1, 2), mask=mask[None]).unflatten(1, (SIDE, SIDE))
    torch.testing.assert_close(made(x), whole, rtol=1e-12, atol=1e-12)
    assert torch.equal(looked_at(made), window[:, None] == window)


def test_moved_windows_look_at_what_is_adjacent_and_no_further() -> None:
    """Tokens meet if they lie in one window of the grid that begins `shift` before the edges, cut off at these."""
    cell = (torch.arange(SIDE) + WINDOW - SHIFT) // WINDOW
    together = (cell.repeat_interleave(SIDE) * 10 + cell.repeat(SIDE))[:, None]
    assert torch.equal(looked_at(block(SHIFT)), together == together.T)


def test_a_mask_without_shift_forbids_nothing() -> None:
    assert shift_mask(SIDE, WINDOW, 0).all()


def test_the_bias_depends_on_the_distance_alone() -> None:
    places = relative_places(WINDOW)
    distances: dict[tuple[int, int], set[int]] = {}
    for i in range(9):
        for j in range(9):
            distance = (i // 3 - j // 3, i % 3 - j % 3)
            distances.setdefault(distance, set()).add(int(places[i, j]))
    assert all(len(rows) == 1 for rows in distances.values())
    assert set().union(*distances.values()) == set(range(25))


def test_two_by_two_tokens_are_merged() -> None:
    layer, x = PatchMerging(WIDTH).double(), tokens().requires_grad_()
    (gradient,) = torch.autograd.grad(layer(x)[0, 1, 2].sum(), x)
    assert gradient[0].abs().sum(-1).nonzero().tolist() == [[2, 4], [2, 5], [3, 4], [3, 5]]


def test_fused_gives_the_same_and_every_parameter_learns() -> None:
    plain, x = swin(), pictures()
    torch.testing.assert_close(plain(x), swin(fused=True)(x), rtol=1e-9, atol=1e-9)
    plain(x).logsumexp(1).sum().backward()
    assert all(float(parameter.grad.abs().sum()) > 0 for parameter in plain.parameters())


def test_it_gives_logits_for_no_picture_one_and_many() -> None:
    assert [tuple(swin()(pictures()[:count]).shape) for count in (0, 1, 3)] == [(0, 5), (1, 5), (3, 5)]


@pytest.mark.slow
def test_it_is_compiled_in_one_graph() -> None:
    compiled = torch.compile(swin(), fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(pictures()), swin()(pictures()), rtol=1e-9, atol=1e-9)
    torch.compiler.reset()


def test_swin_t_has_the_parameters_of_the_paper() -> None:
    config = SwinConfig(224, 3, 4, 7, 1000, 96, (2, 2, 6, 2), (3, 6, 12, 24))
    with torch.device("meta"):
        assert count_parameters(Swin(config)) == 28_288_354  # 29M in table 1


WRONG: list[tuple[str, Callable[[], object], str]] = [
    ("patches", lambda: SwinConfig(size=28, patch=5), "patches of 5 pixels do not fill a picture of 28"),
    ("stages", lambda: SwinConfig(depths=(2, 2), heads=(2,)), "as many depths as heads"),
    ("heads", lambda: SwinConfig(width=32, heads=(3, 4)), "3 heads do not divide the width 32 of stage 0"),
    ("windows", lambda: SwinConfig(window=5), "windows of 5 do not fill the 14 tokens of stage 0"),
    ("merging", lambda: SwinConfig(patch=4), "7 tokens a side of stage 0 cannot be merged"),
    ("picture", lambda: swin()(torch.zeros(1, 3, 8, 8)), r"Swin takes .*\(N, 3, 16, 16\), not \(1, 3, 8, 8\)"),
]


@pytest.mark.parametrize(("name", "wrong", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_does_not_fit_is_refused_in_words(name: str, wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wrong()
