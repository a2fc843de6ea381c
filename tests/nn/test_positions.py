"""Positions: what each knows of order, and where it begins to count."""

import pytest
import torch

from chainrule import nn

LAYERS = {
    "sinusoidal": nn.SinusoidalPositions(8),
    "learned": nn.LearnedPositions(20, 8),
    "rotary": nn.RotaryPositions(8),
}


def drawn(*sizes: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(sizes, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("name", list(LAYERS))
def test_a_part_of_a_text_at_its_offset_is_that_part_of_the_whole(name: str) -> None:
    layer, x = LAYERS[name].double(), drawn(2, 3, 9, 8)
    whole = layer(x, offset=4)
    torch.testing.assert_close(torch.cat([layer(x[..., :5, :], offset=4), layer(x[..., 5:, :], offset=9)], -2), whole)


@pytest.mark.parametrize("distance", [0, 1, 7, 300])
def test_rotary_scores_depend_on_distances_alone(distance: int) -> None:
    rotary, q, k = nn.RotaryPositions(16), drawn(1, 16), drawn(1, 16, seed=1)
    scores = torch.cat([rotary(q, offset=at + distance) @ rotary(k, offset=at).T for at in (0, 3, 50, 1000)])
    torch.testing.assert_close(scores, scores[:1].expand(4, 1), rtol=1e-9, atol=1e-9)
    if distance:
        assert (scores[0] - q @ k.T).abs() > 1e-3


def test_rotary_positions_keep_the_length_of_a_vector() -> None:
    x = drawn(5, 7, 16)
    torch.testing.assert_close(nn.RotaryPositions(16)(x).norm(dim=-1), x.norm(dim=-1))


def test_sinusoids_are_those_of_the_paper() -> None:
    p = nn.SinusoidalPositions(6)(torch.zeros(1, 50, 6, dtype=torch.float64), offset=10)[0]
    for t in (0, 1, 49):
        for i in range(3):
            angle = torch.tensor((10 + t) / 10000 ** (2 * i / 6), dtype=torch.float64)
            torch.testing.assert_close(p[t, 2 * i : 2 * i + 2], torch.stack([angle.sin(), angle.cos()]))


def test_sinusoids_a_step_on_are_a_rotation_of_those_before() -> None:
    """Which is why a layer can learn to look so many steps back: the same matrix for all positions."""
    p = nn.SinusoidalPositions(6)(torch.zeros(1, 40, 6, dtype=torch.float64))[0]
    turn = torch.linalg.lstsq(p[:-5], p[5:]).solution
    torch.testing.assert_close(p[:-5] @ turn, p[5:], rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(turn @ turn.T, torch.eye(6, dtype=torch.float64), rtol=1e-7, atol=1e-7)


def test_learned_positions_end() -> None:
    layer = nn.LearnedPositions(5, 8)
    layer(torch.zeros(1, 2, 8), offset=3)
    with pytest.raises(ValueError, match="there are 5 positions, and the tokens go up to 6"):
        layer(torch.zeros(1, 2, 8), offset=4)


def test_angles_are_exact_also_for_half_precision() -> None:
    x = torch.ones(1, 3, 8, dtype=torch.bfloat16)
    exact = nn.RotaryPositions(8)(x.float(), offset=1001)
    torch.testing.assert_close(nn.RotaryPositions(8)(x, offset=1001).float(), exact, rtol=0, atol=0.02)


@pytest.mark.parametrize("layer", [nn.SinusoidalPositions, nn.RotaryPositions])
def test_an_odd_width_has_no_pairs(layer: type) -> None:
    with pytest.raises(ValueError, match="dim must be even"):
        layer(5)
