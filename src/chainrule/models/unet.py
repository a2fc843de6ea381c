"""The U-Net of diffusion: down to small and up to full size again, with bridges across, told the time (lecture 28)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models import published
from chainrule.models.build import expect_images
from chainrule.models.diffusion_blocks import (
    Attention,
    Downsample2D,
    MidBlock2D,
    ResnetBlock2D,
    Upsample2D,
    initialize_as_pytorch,
    same_names,
    todays_names,
)

AS_OURS: dict[str, object] = {  # settings of `UNet2DModel` that have one value here
    "act_fn": "silu",
    "time_embedding_type": "positional",
    "time_embedding_dim": None,
    "mid_block_type": "UNetMidBlock2D",
    "mid_block_scale_factor": 1,
    "add_attention": True,
    "downsample_type": "conv",
    "upsample_type": "conv",
    "resnet_time_scale_shift": "default",
    "attn_norm_num_groups": None,
    "class_embed_type": None,
    "center_input_sample": False,
}


@dataclass(frozen=True)
class UNetConfig:
    """The sizes of a U-Net. `channels` is how many maps each level has; every level but the last halves the picture.

    `attention` says at which levels each residual block is followed by attention; the middle always has one. Its heads
    are `dim_head` long, or there is one head where that is None. `classes` is how many labels there are, where the
    network is told one. `flip`, `shift` and `padding` are how published networks differ: cosines before sines; by how
    much the last frequency of the time falls short; zeros around a picture before it is halved.

    Raises ValueError where `attention` is not as long as `channels`, or `groups` does not divide them.
    """

    in_channels: int = 1
    out_channels: int = 1
    channels: tuple[int, ...] = (32, 64, 64)
    layers: int = 2
    attention: tuple[bool, ...] = (False, False, False)
    dim_head: int | None = 8
    groups: int = 32
    eps: float = 1e-5
    dropout: float = 0.0
    classes: int | None = None
    flip: bool = True
    shift: int = 0
    padding: int = 1

    def __post_init__(self) -> None:
        if len(self.attention) != len(self.channels):
            raise ValueError(f"UNetConfig: attention needs a word on each of {len(self.channels)} levels")
        if any(each % self.groups for each in self.channels):
            raise ValueError(f"UNetConfig: groups={self.groups} must divide all channels, got {self.channels}")


class UNet(nn.Module):
    """Down to small pictures and up again, with a bridge at each level: e = time (+ label), f(x, e) in x's size.

    Each level goes down through residual blocks and halves the picture; the middle sees all of it; each level goes up
    through as many blocks and one, each of which is given, beside what comes from below, what the way down had there:
    so that places are not lost. Time and label are one vector e, which every residual block sees. Parameter names are
    those of `UNet2DModel` in the library `diffusers`.

    Residual blocks start out as the identity or a 1x1 convolution, and the whole network as zero.

    Shapes: x (N, in_channels, H, W) whose sides can be halved at each level but the last; t (N,) from 0, labels (N,)
    from 0; the result (N, out_channels, H, W). Raises ValueError for pictures of another shape, and for labels that are
    missing or not asked for.

    >>> config = UNetConfig(channels=(8, 16), attention=(False, True), groups=4, classes=10)
    >>> model = UNet(config, generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 1, 28, 28), torch.tensor([0, 999]), torch.tensor([3, 7])).shape
    torch.Size([2, 1, 28, 28])

    Source: O. Ronneberger, P. Fischer, T. Brox, U-Net (2015), figure 1; J. Ho, A. Jain, P. Abbeel, Denoising diffusion
    probabilistic models (2020), appendix B.
    """

    def __init__(self, config: UNetConfig, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        channels, width = config.channels, 4 * config.channels[0]
        self.conv_in = nn.Conv2d(config.in_channels, channels[0], 3, padding=1)
        self.time_embedding = TimeEmbedding(channels[0], width)
        self.class_embedding = None if config.classes is None else nn.Embedding(config.classes, width)

        bridges = [channels[0]]  # how many maps cross each
        self.down_blocks = nn.ModuleList()
        for level, outputs in enumerate(channels):
            inputs = [bridges[-1], *[outputs] * (config.layers - 1)]
            down = DownBlock(config, level, inputs, generator)
            self.down_blocks.append(down)
            bridges += [outputs] * len(down)
        self.mid_block = MidBlock2D(channels[-1], dim_head=config.dim_head, **common(config, generator))
        self.up_blocks = nn.ModuleList()
        below = channels[-1]
        for level, outputs in reversed(list(enumerate(channels))):
            inputs = [maps + bridges.pop() for maps in (below, *[outputs] * config.layers)]
            self.up_blocks.append(UpBlock(config, level, inputs, generator))
            below = outputs

        self.conv_norm_out = nn.GroupNorm(config.groups, channels[0], config.eps)
        self.conv_act = nn.SiLU()
        self.conv_out = nn.Conv2d(channels[0], config.out_channels, 3, padding=1)
        initialize_as_pytorch(self, generator, fused)
        for last in [self.conv_out, *(block.conv2 for block in self.modules() if isinstance(block, ResnetBlock2D))]:
            for parameter in last.parameters():
                nn.init.zeros_(parameter)

    @classmethod
    def from_hf(cls, source: published.Source, fused: bool = False) -> "UNet":
        """The `UNet2DModel` of `diffusers`, or the folder or safetensors file where it was saved.

        Raises `PublishedProblem` for what does not fit.
        """
        settings, weights = published.read(source)
        kinds = (
            list(settings["down_block_types"]),
            [up.replace("Up", "Down") for up in settings["up_block_types"][::-1]],
        )
        if kinds[0] != kinds[1] or {*kinds[0]} - {"DownBlock2D", "AttnDownBlock2D"}:
            raise published.PublishedProblem(f"levels must be DownBlock2D or AttnDownBlock2D both ways, got {kinds}")
        published.require(settings, **AS_OURS)
        config = UNetConfig(
            settings["in_channels"],
            settings["out_channels"],
            tuple(settings["block_out_channels"]),
            settings["layers_per_block"],
            tuple(kind.startswith("Attn") for kind in kinds[1]),
            settings["attention_head_dim"],
            settings["norm_num_groups"],
            settings["norm_eps"],
            settings.get("dropout", 0.0),
            settings.get("num_class_embeds"),
            settings["flip_sin_to_cos"],
            settings["freq_shift"],
            settings["downsample_padding"],
        )
        model = cls(config, fused=fused)
        return published.load(model, todays_names(weights), same_names(model))

    def forward(self, x: Tensor, t: Tensor, labels: Tensor | None = None) -> Tensor:
        self.expect(x, labels)
        config = self.config
        e = self.time_embedding(sinusoids(t, config.channels[0], config.flip, config.shift).to(x.dtype))  # (N, E)
        if self.class_embedding is not None:
            e = e + self.class_embedding(labels)
        bridges = [self.conv_in(x)]  # (N, channels[0], H, W)
        for down in self.down_blocks:
            bridges += down(bridges[-1], e)
        y = self.mid_block(bridges[-1], e)
        for up in self.up_blocks:
            y = up(y, bridges, e)
        return self.conv_out(self.conv_act(self.conv_norm_out(y)))  # (N, out_channels, H, W)

    def expect(self, x: Tensor, labels: Tensor | None) -> None:
        """ValueError unless the arguments are what the configuration says."""
        halvings = len(self.config.channels) - 1
        expect_images(x, self.config.in_channels, None, "UNet", multiple=2**halvings)
        if (labels is None) != (self.config.classes is None):
            needs = "takes no labels" if self.config.classes is None else "needs labels (N,)"
            raise ValueError(f"UNet: with classes={self.config.classes} it {needs}")


class DownBlock(nn.Module):
    """One level on the way down: residual blocks, each with attention behind it where the level has it, then halved.

    Gives what each of them made: x (N, C, H, W) -> a list, the last of which is (N, C', H / 2, W / 2).
    """

    def __init__(
        self, config: UNetConfig, level: int, inputs: Sequence[int], generator: torch.Generator | None
    ) -> None:
        super().__init__()
        self.resnets, self.attentions = steps(config, level, inputs, generator)
        outputs, last = config.channels[level], level == len(config.channels) - 1
        self.downsamplers = nn.ModuleList([] if last else [Downsample2D(outputs, config.padding)])

    def __len__(self) -> int:
        return len(self.resnets) + len(self.downsamplers)

    def forward(self, x: Tensor, e: Tensor) -> list[Tensor]:
        made = []
        for number, resnet in enumerate(self.resnets):
            x = resnet(x, e)
            if self.attentions:
                x = self.attentions[number](x)
            made.append(x)
        return made + [halve(x) for halve in self.downsamplers]


class UpBlock(nn.Module):
    """One level on the way up: residual blocks, each given the last of the bridges, which it takes away; then double.

    y (N, C, H, W), bridges a list of (N, C', H, W) -> (N, C'', 2 H, 2 W); the topmost level keeps the size.
    """

    def __init__(
        self, config: UNetConfig, level: int, inputs: Sequence[int], generator: torch.Generator | None
    ) -> None:
        super().__init__()
        self.resnets, self.attentions = steps(config, level, inputs, generator)
        self.upsamplers = nn.ModuleList([Upsample2D(config.channels[level])] if level else [])

    def forward(self, y: Tensor, bridges: list[Tensor], e: Tensor) -> Tensor:
        for number, resnet in enumerate(self.resnets):
            y = resnet(torch.cat((y, bridges.pop()), dim=1), e)
            if self.attentions:
                y = self.attentions[number](y)
        for double in self.upsamplers:
            y = double(y)
        return y


def steps(
    config: UNetConfig, level: int, inputs: Sequence[int], generator: torch.Generator | None
) -> tuple[nn.ModuleList, nn.ModuleList]:
    """The residual blocks of a level, by how many maps each is given, and as many attentions or none."""
    outputs, how = config.channels[level], common(config, generator)
    resnets = nn.ModuleList(ResnetBlock2D(maps, outputs, **how) for maps in inputs)
    count = len(inputs) if config.attention[level] else 0
    attentions = (
        Attention(outputs, dim_head=config.dim_head, groups=config.groups, eps=config.eps) for _ in range(count)
    )
    return resnets, nn.ModuleList(attentions)


def common(config: UNetConfig, generator: torch.Generator | None) -> dict[str, Any]:
    """What all residual blocks have in common."""
    return {
        "temb_channels": 4 * config.channels[0],
        "groups": config.groups,
        "eps": config.eps,
        "dropout": config.dropout,
        "generator": generator,
    }


class TimeEmbedding(nn.Module):
    """W2 SiLU(W1 s): what the network makes of the sinusoids of a time. (N, inputs) -> (N, outputs)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(inputs, outputs)
        self.act = nn.SiLU()
        self.linear_2 = nn.Linear(outputs, outputs)

    def forward(self, s: Tensor) -> Tensor:
        return self.linear_2(self.act(self.linear_1(s)))


def sinusoids(t: Tensor, dim: int, flip: bool = True, shift: int = 0) -> Tensor:
    """cos(t ω_i), then sin(t ω_i), for ω_i = 10000^(-i / (dim / 2 - shift)), i below dim / 2: a time at many scales.

    `flip=False` puts the sines first. Shapes: t (N,), the result (N, dim) float32. Raises ValueError for an odd dim.

    >>> sinusoids(torch.tensor([0.0]), 4)
    tensor([[1., 1., 0., 0.]])

    Source: A. Vaswani and others, Attention is all you need (2017), section 3.5.
    """
    if dim % 2:
        raise ValueError(f"sinusoids: dim must be even, got {dim}")
    i = torch.arange(dim // 2, dtype=torch.float32, device=t.device)
    angles = t.float()[:, None] * torch.exp(-math.log(10_000) * i / (dim // 2 - shift))  # (N, dim / 2)
    parts = (angles.cos(), angles.sin()) if flip else (angles.sin(), angles.cos())
    return torch.cat(parts, dim=1)
