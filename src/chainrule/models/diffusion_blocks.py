"""The blocks that diffusion is built of, in U-Nets and in autoencoders of pictures: residual, attention, down and up.

Their arguments and the names of their parameters are those of the library `diffusers`, whose weights fit.
"""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from chainrule import nn
from chainrule.nn.attention import fused_attention, scaled_dot_product_attention


class ResnetBlock2D(nn.Module):
    """shortcut(x) + conv(SiLU(norm(conv(SiLU(norm(x))) + W SiLU(e)))), where e tells the block the time.

    `temb_channels` is the length of e; None where there is no time, as in an autoencoder. The shortcut is x itself, or
    a 1x1 convolution of it where the number of maps changes.

    Shapes: x (N, in_channels, H, W), temb (N, temb_channels); the result (N, out_channels, H, W).

    Source: J. Ho, A. Jain, P. Abbeel, Denoising diffusion probabilistic models (2020), appendix B; A. Brock, J.
    Donahue, K. Simonyan, Large scale GAN training (2019), appendix B, for the order of layers.

    >>> block = ResnetBlock2D(8, 16, temb_channels=32, groups=4)
    >>> block(torch.zeros(2, 8, 7, 7), torch.zeros(2, 32)).shape
    torch.Size([2, 16, 7, 7])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        *,
        temb_channels: int | None = None,
        groups: int = 32,
        eps: float = 1e-6,
        dropout: float = 0.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, in_channels, eps)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.time_emb_proj = None if temb_channels is None else nn.Linear(temb_channels, out_channels)
        self.norm2 = nn.GroupNorm(groups, out_channels, eps)
        self.dropout = nn.Dropout(dropout, generator=generator)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.conv_shortcut = None if in_channels == out_channels else nn.Conv2d(in_channels, out_channels, 1)
        self.nonlinearity = nn.SiLU()

    def forward(self, x: Tensor, temb: Tensor | None = None) -> Tensor:
        h = self.conv1(self.nonlinearity(self.norm1(x)))  # (N, out_channels, H, W)
        if self.time_emb_proj is not None:
            if temb is None:
                raise ValueError("ResnetBlock2D: a block with temb_channels needs the embedding of the time, temb")
            h = h + self.time_emb_proj(self.nonlinearity(temb))[:, :, None, None]
        h = self.conv2(self.dropout(self.nonlinearity(self.norm2(h))))
        return h + (x if self.conv_shortcut is None else self.conv_shortcut(x))


class Attention(nn.Layer):
    """x + W_o softmax(Q Kᵀ / √d) V: each pixel looks at all others, with Q, K and V linear in the normalized x.

    `dim_head` is d, the length of a head; there are channels / dim_head of them, one where it is None.

    Shapes: (N, channels, H, W) -> the same. Raises ValueError where dim_head does not divide the channels.

    >>> Attention(16, dim_head=8, groups=4)(torch.zeros(2, 16, 7, 7)).shape
    torch.Size([2, 16, 7, 7])
    """

    def __init__(
        self,
        channels: int,
        *,
        dim_head: int | None = None,
        groups: int = 32,
        eps: float = 1e-6,
        fused: bool = False,
    ) -> None:
        super().__init__(fused=fused)
        self.dim_head = channels if dim_head is None else dim_head
        if channels % self.dim_head:
            raise ValueError(f"Attention: dim_head must divide the channels, got {dim_head} for {channels}")
        self.group_norm = nn.GroupNorm(groups, channels, eps)
        self.to_q = nn.Linear(channels, channels)
        self.to_k = nn.Linear(channels, channels)
        self.to_v = nn.Linear(channels, channels)
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x: Tensor) -> Tensor:
        pixels = self.group_norm(x).flatten(2).transpose(1, 2)  # (N, H W, C)
        q, k, v = (self.heads(project(pixels)) for project in (self.to_q, self.to_k, self.to_v))
        seen = (fused_attention if self.fused else scaled_dot_product_attention)(q, k, v)  # (N, heads, H W, d)
        out = self.to_out[0](seen.transpose(1, 2).flatten(2))  # (N, H W, C)
        return x + out.transpose(1, 2).view(x.shape)

    def heads(self, pixels: Tensor) -> Tensor:
        return pixels.unflatten(2, (-1, self.dim_head)).transpose(1, 2)  # (N, heads, H W, d)


class Downsample2D(nn.Module):
    """A 3x3 convolution at every second place: half the height and half the width.

    `padding=0` puts a row and a column of zeros below and to the right alone, as the first of these networks did.

    >>> Downsample2D(8)(torch.zeros(2, 8, 14, 14)).shape
    torch.Size([2, 8, 7, 7])
    """

    def __init__(self, channels: int, padding: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=padding)
        self.padding = padding

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x if self.padding else F.pad(x, (0, 1, 0, 1)))


class Upsample2D(nn.Module):
    """Each pixel four times, then a 3x3 convolution: twice the height and twice the width.

    >>> Upsample2D(8)(torch.zeros(2, 8, 7, 7)).shape
    torch.Size([2, 8, 14, 14])
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.upsample = nn.Upsample(scale_factor=2)
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(self.upsample(x))


class MidBlock2D(nn.Module):
    """A residual block, attention, a residual block, at the smallest size.

    Shapes: x (N, channels, H, W), temb (N, temb_channels) or None; the result as x.
    """

    def __init__(
        self,
        channels: int,
        *,
        temb_channels: int | None = None,
        dim_head: int | None = None,
        attention: bool = True,
        groups: int = 32,
        eps: float = 1e-6,
        dropout: float = 0.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(
            ResnetBlock2D(
                channels,
                channels,
                temb_channels=temb_channels,
                groups=groups,
                eps=eps,
                dropout=dropout,
                generator=generator,
            )
            for _ in range(2)
        )
        each = [Attention(channels, dim_head=dim_head, groups=groups, eps=eps)] if attention else []
        self.attentions = nn.ModuleList(each)

    def forward(self, x: Tensor, temb: Tensor | None = None) -> Tensor:
        x = self.resnets[0](x, temb)
        for attention in self.attentions:
            x = attention(x)
        return self.resnets[1](x, temb)


def initialize_as_pytorch(model: nn.Module, generator: torch.Generator | None, fused: bool) -> None:
    """Draw the first weights as PyTorch does, not as `build.initialize`, and set the switch of all layers."""
    for layer in model.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.default_(layer.weight, layer.bias, generator)
        if isinstance(layer, nn.Embedding):
            nn.init.normal_(layer.weight, generator=generator)
    nn.fuse(model, on=fused)


def same_names(model: nn.Module) -> dict[str, str]:
    """The table of names, for `published.load`, of a model whose names are all those of `diffusers`."""
    return {name: name for name in model.state_dict()}


def todays_names(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights with the names that `diffusers` gives attention today, where a file has those of before 2023.

    >>> list(todays_names({"attentions.0.query.bias": torch.zeros(1)}))
    ['attentions.0.to_q.bias']
    """
    older = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}

    def name(key: str) -> str:
        return ".".join(older.get(part, part) for part in key.split("."))

    return {name(key): weight for key, weight in weights.items()}
