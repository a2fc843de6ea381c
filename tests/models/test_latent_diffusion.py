"""Latent diffusion: codes are brought to the spread of noise and back, and drawn by what draws pictures elsewhere."""

import pytest
import torch
from torch import Generator

from chainrule.models.autoencoder_kl import AutoencoderKL, AutoencoderKLConfig
from chainrule.models.latent_diffusion import LatentDiffusion, drawn
from chainrule.models.unet import UNet, UNetConfig
from chainrule.sampling.diffusion import cosine_schedule, sample

CODES = AutoencoderKLConfig(1, 1, (8, 8), layers=1, latent=3, groups=4)
DENOISER = UNetConfig(3, 3, (8,), layers=1, attention=(False,), groups=4)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@pytest.fixture
def model() -> LatentDiffusion:
    return LatentDiffusion(AutoencoderKL(CODES, generator=seeded()), UNet(DENOISER, seeded(1)))


def test_standardized_codes_have_mean_0_and_variance_1(model: LatentDiffusion) -> None:
    x = torch.rand(200, 1, 8, 8, generator=seeded(2))
    model.standardize(x[:100], seeded(3))
    z = drawn(model.moments(x[100:]), seeded(4))
    assert z.mean().item() == pytest.approx(0, abs=0.1)
    assert z.std().item() == pytest.approx(1, abs=0.1)


def test_pictures_undo_what_was_done_to_the_codes(model: LatentDiffusion) -> None:
    x = torch.rand(5, 1, 8, 8, generator=seeded(2))
    model.standardize(x, seeded(3))
    means = model.moments(x)[:, :3]
    with torch.no_grad():
        torch.testing.assert_close(
            model.pictures(means), model.autoencoder.decode(model.autoencoder.encode(x)[0]), rtol=1e-4, atol=1e-4
        )


def test_codes_are_drawn_with_their_deviation() -> None:
    moments = torch.tensor([[2.0, -1.0, 0.5, 3.0]]).expand(40_000, 4)
    z = drawn(moments, seeded())
    assert z.mean(0).tolist() == pytest.approx([2, -1], abs=0.06)
    assert z.std(0).tolist() == pytest.approx([0.5, 3], rel=0.02)


def test_the_scale_is_kept_with_the_weights(model: LatentDiffusion) -> None:
    model.standardize(torch.rand(5, 1, 8, 8, generator=seeded(2)))
    other = LatentDiffusion(AutoencoderKL(CODES), UNet(DENOISER))
    other.load_state_dict(model.state_dict())
    assert (other.scale, other.shift) == (model.scale, model.shift)
    assert other.scale != CODES.scale


def test_what_draws_pictures_draws_codes(model: LatentDiffusion) -> None:
    z = sample(model, (2, 3, 4, 4), cosine_schedule(10), generator=seeded(), steps=3)
    assert model.pictures(z).shape == (2, 1, 8, 8)


def test_a_denoiser_of_other_channels_is_refused() -> None:
    with pytest.raises(ValueError, match="a code has 3 channels, and the denoiser 1 and 1"):
        LatentDiffusion(AutoencoderKL(CODES), UNet(UNetConfig(1, 1, (8,), attention=(False,), groups=4)))
