"""The U-Net beside `UNet2DModel` of the library `diffusers`, from the same weights; schedules beside its schedulers."""

from typing import Any

import pytest
import torch
from torch import Generator

from chainrule.models.published import PublishedProblem
from chainrule.models.unet import UNet
from chainrule.sampling.diffusion import cosine_schedule, ddim, ddpm, linear_schedule, predicted

diffusers = pytest.importorskip("diffusers")

PLAIN, ATTENDS = "DownBlock2D", "AttnDownBlock2D"
BASE = {"in_channels": 1, "out_channels": 1, "norm_num_groups": 4, "layers_per_block": 1}


def twin(levels: tuple[str, ...], **settings: Any) -> torch.nn.Module:
    torch.manual_seed(0)
    up = tuple(each.replace("Down", "Up") for each in reversed(levels))
    return diffusers.UNet2DModel(down_block_types=levels, up_block_types=up, **{**BASE, **settings}).eval()


CASES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "one level": ((PLAIN,), {"block_out_channels": (8,)}),
    "labels, heads of eight": (
        (PLAIN, ATTENDS, PLAIN),
        {"block_out_channels": (8, 16, 24), "layers_per_block": 2, "num_class_embeds": 10},
    ),
    "as of 2020": (
        (PLAIN, ATTENDS),
        {
            "block_out_channels": (8, 16),
            "in_channels": 3,
            "out_channels": 3,
            "attention_head_dim": None,
            "flip_sin_to_cos": False,
            "freq_shift": 1,
            "downsample_padding": 0,
            "norm_eps": 1e-6,
        },
    ),
}


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("name", CASES)
def test_what_it_says_is_what_diffusers_says(name: str, fused: bool) -> None:
    levels, settings = CASES[name]
    theirs = twin(levels, **settings)
    ours = UNet.from_hf(theirs, fused=fused)
    draw = Generator().manual_seed(0)
    x, t = torch.randn(3, ours.config.in_channels, 12, 16, generator=draw), torch.tensor([0, 7, 999])
    labels = torch.tensor([1, 0, 9]) if ours.config.classes else None
    with torch.no_grad():
        torch.testing.assert_close(ours(x, t, labels), theirs(x, t, labels).sample, rtol=1e-4, atol=1e-4)


def test_a_saved_model_is_read_from_its_folder(tmp_path: Any) -> None:
    theirs = twin(*CASES["one level"][:1], **CASES["one level"][1])
    theirs.save_pretrained(tmp_path)
    x, t = torch.randn(1, 1, 8, 8), torch.tensor([3])
    with torch.no_grad():
        torch.testing.assert_close(UNet.from_hf(tmp_path)(x, t), theirs(x, t).sample, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("levels", "settings", "words"),
    [
        ((PLAIN,), {"act_fn": "relu"}, "act_fn='relu'"),
        ((PLAIN,), {"resnet_time_scale_shift": "scale_shift"}, "resnet_time_scale_shift"),
        (("ResnetDownsampleBlock2D",), {}, "DownBlock2D or AttnDownBlock2D"),
    ],
)
def test_what_our_network_cannot_do_is_refused(levels: tuple[str, ...], settings: dict[str, Any], words: str) -> None:
    with pytest.raises(PublishedProblem, match=words):
        UNet.from_hf(twin(levels, block_out_channels=(8,), **settings))


def test_schedules_are_those_of_diffusers() -> None:
    linear = diffusers.DDPMScheduler(1000, beta_schedule="linear", beta_start=1e-4, beta_end=0.02)
    cosine = diffusers.DDPMScheduler(1000, beta_schedule="squaredcos_cap_v2")
    torch.testing.assert_close(linear_schedule(), linear.alphas_cumprod.double(), rtol=1e-4, atol=0)
    torch.testing.assert_close(cosine_schedule(), cosine.alphas_cumprod.double(), rtol=1e-3, atol=0)


@pytest.mark.parametrize("predicts", ["noise", "x0", "v"])
def test_a_step_of_ddim_and_the_mean_of_one_of_ddpm_are_those_of_diffusers(predicts: str) -> None:
    theirs_say = {"noise": "epsilon", "x0": "sample", "v": "v_prediction"}[predicts]
    how = {"prediction_type": theirs_say, "clip_sample": False}
    x, said = (torch.randn(4, 1, generator=Generator().manual_seed(seed)) for seed in range(2))
    kept = linear_schedule()
    for scheduler, step in ((diffusers.DDIMScheduler, ddim), (diffusers.DDPMScheduler, ddpm)):
        theirs = scheduler(1000, beta_schedule="linear", **how)
        theirs.set_timesteps(1000)
        x0 = predicted(said, x, kept[600], predicts)["x0"]
        mean, variance = step(x, x0, kept[600], kept[599])
        drawn = theirs.step(said, 600, x, generator=Generator().manual_seed(7)).prev_sample
        noise = torch.randn(4, 1, generator=Generator().manual_seed(7))
        torch.testing.assert_close(drawn, mean + variance.sqrt().float() * noise, rtol=1e-3, atol=1e-4)
