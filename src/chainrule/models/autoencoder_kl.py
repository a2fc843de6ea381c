"""The autoencoder of latent diffusion: pictures become small maps of a few channels, and come back (lecture 29)."""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from chainrule import nn
from chainrule.models import published
from chainrule.models.build import expect_images
from chainrule.models.diffusion_blocks import (
    Downsample2D,
    MidBlock2D,
    ResnetBlock2D,
    Upsample2D,
    initialize_as_pytorch,
    same_names,
    todays_names,
)
from chainrule.models.vae import noise


@dataclass(frozen=True)
class AutoencoderKLConfig:
    """The sizes of the autoencoder. `channels` is how many maps each level has; every level but the last halves.

    `latent` is how many channels a code has; each level has `layers` residual blocks on the way down and one more on
    the way up; `attention` is in the middle; `quant` are 1x1 convolutions around the code. A code less `shift`, times
    `scale`, has about variance 1: that is what a diffusion model works on.

    Raises ValueError where `groups` does not divide all channels.
    """

    in_channels: int = 3
    out_channels: int = 3
    channels: tuple[int, ...] = (128, 256, 512, 512)
    layers: int = 2
    latent: int = 4
    groups: int = 32
    attention: bool = True
    quant: bool = True
    scale: float = 0.18215
    shift: float = 0.0

    def __post_init__(self) -> None:
        if any(each % self.groups for each in self.channels):
            raise ValueError(f"AutoencoderKLConfig: groups={self.groups} must divide all channels, got {self.channels}")


class AutoencoderKL(nn.Module):
    """A VAE of convolutions: q(z|x) = N(μ, σ²) for each place of a small map z, and x as the decoder makes it of z.

    Trained with little weight on the divergence, it keeps nearly all that one sees in far fewer numbers, and its codes
    lie smoothly: a diffusion model of z is cheaper than one of x. Parameter names are those of `AutoencoderKL` in the
    library `diffusers`. The defaults are the autoencoder of Stable Diffusion, whose codes have a 48th of the numbers.

    Shapes, with f = 2^(levels - 1): pictures x (N, in_channels, H, W), sides that f divides; model(x, generator) gives
    what is decoded (N, out_channels, H, W), μ and log σ² (N, latent, H/f, W/f), as `training.objectives.elbo` takes
    them. Raises ValueError for pictures of another shape.

    >>> config = AutoencoderKLConfig(1, 1, (8, 16), layers=1, latent=3, groups=4)
    >>> made, mean, log_variance = AutoencoderKL(config)(torch.zeros(2, 1, 28, 28))
    >>> made.shape, mean.shape
    (torch.Size([2, 1, 28, 28]), torch.Size([2, 3, 14, 14]))

    Source: R. Rombach and others, High-resolution image synthesis with latent diffusion models (2022), section 3.1 and
    appendix G.
    """

    def __init__(self, config: AutoencoderKLConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config, codes = config, config.latent
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.quant_conv = nn.Conv2d(2 * codes, 2 * codes, 1) if config.quant else nn.Identity()
        self.post_quant_conv = nn.Conv2d(codes, codes, 1) if config.quant else nn.Identity()
        initialize_as_pytorch(self, generator, fused)

    @classmethod
    def from_hf(cls, source: published.Source, fused: bool = False) -> "AutoencoderKL":
        """The `AutoencoderKL` of `diffusers`, or the folder or safetensors file where it was saved.

        Raises `PublishedProblem` for what does not fit.
        """
        settings, weights = published.read(source)
        published.require(settings, act_fn="silu", use_post_quant_conv=settings.get("use_quant_conv", True))
        config = AutoencoderKLConfig(
            settings["in_channels"],
            settings["out_channels"],
            tuple(settings["block_out_channels"]),
            settings["layers_per_block"],
            settings["latent_channels"],
            settings["norm_num_groups"],
            settings.get("mid_block_add_attention", True),
            settings.get("use_quant_conv", True),
            settings.get("scaling_factor", 0.18215),
            settings.get("shift_factor") or 0.0,
        )
        model = cls(config, fused=fused)
        return published.load(model, todays_names(weights), same_names(model))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """μ and log σ² of q(z|x), (N, latent, H/f, W/f) each; log σ² is kept from -30 to 20."""
        f = 2 ** (len(self.config.channels) - 1)
        expect_images(x, self.config.in_channels, None, "AutoencoderKL", multiple=f)
        mean, log_variance = self.quant_conv(self.encoder(x)).chunk(2, dim=1)
        return mean, log_variance.clamp(-30, 20)

    def decode(self, z: Tensor) -> Tensor:
        """Pictures (N, out_channels, H, W) of codes."""
        return self.decoder(self.post_quant_conv(z))

    def forward(self, x: Tensor, generator: Generator | None = None) -> tuple[Tensor, Tensor, Tensor]:
        mean, log_variance = self.encode(x)
        z = mean + torch.exp(0.5 * log_variance) * noise(mean.shape, mean, generator)  # (N, latent, H/f, W/f)
        return self.decode(z), mean, log_variance


class Encoder(nn.Module):
    """Level by level to smaller maps, a middle that sees all of them, and μ beside log σ²."""

    def __init__(self, config: AutoencoderKLConfig) -> None:
        super().__init__()
        channels, last = config.channels, len(config.channels) - 1
        self.conv_in = nn.Conv2d(config.in_channels, channels[0], 3, padding=1)
        self.down_blocks = nn.ModuleList(
            DownBlock(channels[max(0, level - 1)], outputs, config, halve=level < last)
            for level, outputs in enumerate(channels)
        )
        self.mid_block = MidBlock2D(channels[-1], attention=config.attention, groups=config.groups)
        self.conv_norm_out = nn.GroupNorm(config.groups, channels[-1], eps=1e-6)
        self.conv_act = nn.SiLU()
        self.conv_out = nn.Conv2d(channels[-1], 2 * config.latent, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv_in(x)  # (N, channels[0], H, W)
        for block in self.down_blocks:
            h = block(h)
        h = self.mid_block(h)  # (N, channels[-1], H/f, W/f)
        return self.conv_out(self.conv_act(self.conv_norm_out(h)))  # (N, 2 latent, H/f, W/f)


class Decoder(nn.Module):
    """The way back: the middle, then level by level to larger maps, and the picture."""

    def __init__(self, config: AutoencoderKLConfig) -> None:
        super().__init__()
        channels, last = config.channels[::-1], len(config.channels) - 1
        self.conv_in = nn.Conv2d(config.latent, channels[0], 3, padding=1)
        self.mid_block = MidBlock2D(channels[0], attention=config.attention, groups=config.groups)
        self.up_blocks = nn.ModuleList(
            UpBlock(channels[max(0, level - 1)], outputs, config, double=level < last)
            for level, outputs in enumerate(channels)
        )
        self.conv_norm_out = nn.GroupNorm(config.groups, channels[-1], eps=1e-6)
        self.conv_act = nn.SiLU()
        self.conv_out = nn.Conv2d(channels[-1], config.out_channels, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        h = self.mid_block(self.conv_in(z))  # (N, channels[-1], H/f, W/f)
        for block in self.up_blocks:
            h = block(h)
        return self.conv_out(self.conv_act(self.conv_norm_out(h)))  # (N, out_channels, H, W)


class DownBlock(nn.Module):
    """Residual blocks, and then half the height and half the width: (N, C, H, W) -> (N, C', H/2, W/2)."""

    def __init__(self, inputs: int, outputs: int, config: AutoencoderKLConfig, *, halve: bool) -> None:
        super().__init__()
        self.resnets = residual_blocks(inputs, outputs, config.layers, config.groups)
        self.downsamplers = nn.ModuleList([Downsample2D(outputs, padding=0)] if halve else [])

    def forward(self, h: Tensor) -> Tensor:
        for layer in (*self.resnets, *self.downsamplers):
            h = layer(h)
        return h


class UpBlock(nn.Module):
    """Residual blocks, one more than on the way down, and then twice the size: (N, C, H, W) -> (N, C', 2H, 2W)."""

    def __init__(self, inputs: int, outputs: int, config: AutoencoderKLConfig, *, double: bool) -> None:
        super().__init__()
        self.resnets = residual_blocks(inputs, outputs, config.layers + 1, config.groups)
        self.upsamplers = nn.ModuleList([Upsample2D(outputs)] if double else [])

    def forward(self, h: Tensor) -> Tensor:
        for layer in (*self.resnets, *self.upsamplers):
            h = layer(h)
        return h


def residual_blocks(inputs: int, outputs: int, count: int, groups: int) -> nn.ModuleList:
    """The first takes the maps that come in, all others those of the level."""
    each = [inputs, *[outputs] * (count - 1)]
    return nn.ModuleList(ResnetBlock2D(maps, outputs, groups=groups) for maps in each)
