"""The autoencoder of latent diffusion beside that of the library `diffusers`, from the same weights."""

import pytest
import torch
from torch import Generator

from chainrule.models.autoencoder_kl import AutoencoderKL, AutoencoderKLConfig

diffusers = pytest.importorskip("diffusers")


def twin(**settings: object) -> torch.nn.Module:
    torch.manual_seed(0)
    channels = settings["block_out_channels"]
    levels = len(channels)  # type: ignore[arg-type]
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels, up_block_types=("UpDecoderBlock2D",) * levels, **settings
    ).eval()


CASES = {
    "three levels": {"block_out_channels": (8, 16, 24), "layers_per_block": 1, "norm_num_groups": 4},
    "one channel, one level": {
        "in_channels": 1,
        "out_channels": 1,
        "block_out_channels": (8,),
        "layers_per_block": 2,
        "norm_num_groups": 2,
        "latent_channels": 3,
    },
    "no attention, no convolutions around the code": {
        "block_out_channels": (8, 12),
        "layers_per_block": 2,
        "norm_num_groups": 4,
        "mid_block_add_attention": False,
        "use_quant_conv": False,
        "use_post_quant_conv": False,
        "latent_channels": 16,
        "scaling_factor": 0.3611,
        "shift_factor": 0.1159,
    },
}


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("name", CASES)
def test_codes_and_pictures_are_those_of_diffusers(name: str, fused: bool) -> None:
    theirs = twin(**CASES[name])
    ours = AutoencoderKL.from_hf(theirs, fused=fused)
    x = torch.randn(2, ours.config.in_channels, 12, 20, generator=Generator().manual_seed(0))
    with torch.no_grad():
        mean, log_variance = ours.encode(x)
        posterior = theirs.encode(x).latent_dist
        torch.testing.assert_close(mean, posterior.mean, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(log_variance, posterior.logvar, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(ours.decode(mean), theirs.decode(mean).sample, rtol=1e-4, atol=1e-4)
    assert ours.config.scale == theirs.config.scaling_factor
    assert ours.config.shift == (theirs.config.shift_factor or 0.0)


def test_a_file_with_the_older_names_of_attention_is_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from safetensors.torch import load_file, save_file

    theirs = twin(**CASES["three levels"])
    theirs.save_pretrained(tmp_path)
    file = tmp_path / "diffusion_pytorch_model.safetensors"
    older = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    weights = load_file(file)
    for new, old in older.items():
        weights = {key.replace(f".{new}.", f".{old}."): value for key, value in weights.items()}
    save_file(weights, file)
    ours = AutoencoderKL.from_hf(tmp_path)
    x = torch.randn(1, 3, 8, 8)
    with torch.no_grad():
        torch.testing.assert_close(ours.encode(x)[0], theirs.encode(x).latent_dist.mean, rtol=1e-4, atol=1e-4)


def test_the_defaults_are_the_autoencoder_of_stable_diffusion() -> None:
    with torch.device("meta"):
        model = AutoencoderKL(AutoencoderKLConfig())
        assert sum(parameter.numel() for parameter in model.parameters()) == 83_653_863


def test_the_same_generator_gives_the_same_model_and_the_same_draw() -> None:
    config = AutoencoderKLConfig(1, 1, (8, 16), layers=1, latent=3, groups=4)
    x = torch.rand(2, 1, 8, 8)
    one, two = (AutoencoderKL(config, generator=Generator().manual_seed(0)) for _ in range(2))
    assert all(map(torch.equal, one.state_dict().values(), two.state_dict().values()))
    made, mean, log_variance = one(x, Generator().manual_seed(1))
    assert torch.equal(made, two(x, Generator().manual_seed(1))[0])
    assert not torch.equal(made, two(x, Generator().manual_seed(2))[0])
    assert mean.shape == log_variance.shape == (2, 3, 4, 4)


@pytest.mark.parametrize("shape", [(2, 3, 8, 8), (2, 1, 7, 8), (1, 8, 8)])
def test_pictures_that_do_not_fit_are_refused(shape: tuple[int, ...]) -> None:
    config = AutoencoderKLConfig(1, 1, (8, 16), layers=1, latent=3, groups=4)
    with pytest.raises(ValueError, match="AutoencoderKL"):
        AutoencoderKL(config).encode(torch.zeros(shape))


def test_groups_must_divide_the_channels() -> None:
    with pytest.raises(ValueError, match=r"groups=32 must divide all channels, got \(8,\)"):
        AutoencoderKLConfig(channels=(8,))
