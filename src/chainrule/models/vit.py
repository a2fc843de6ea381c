"""The vision transformer: a picture is a sentence of patches (lecture 24)."""

from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.build import expect_heads, expect_images, expect_one_of, expect_patches
from chainrule.models.published import Names, Source, load, read, require, stacked

STD = 0.02  # of the first positions


@dataclass(frozen=True)
class ViTConfig:
    """The pictures and patches (pixels a side), a token's width D, how many blocks and heads, and what is read out.

    `pool` is "token", an extra token in front that has learned to look at the others, or "mean" over all of them.
    Without `positions` the model sees a bag of patches. ViT-B/16, the base of the paper, is
    `ViTConfig(size=224, channels=3, patch=16, classes=1000, width=768, depth=12, heads=12)`; the defaults are for
    MNIST. Raises ValueError where the patches do not fill a picture, or the heads a token.
    """

    size: int = 28
    channels: int = 1
    patch: int = 4
    classes: int = 10
    width: int = 64
    depth: int = 4
    heads: int = 4
    hidden: int | None = None  # units of the feed-forward layers; 4 D where it is None
    pool: str = "token"
    positions: bool = True
    dropout: float = 0.0
    eps: float = 1e-6  # in layer normalization

    def __post_init__(self) -> None:
        expect_patches(self, self.patch, self.size)
        expect_heads(self, self.heads, self.width)
        expect_one_of(self, pool=("token", "mean"))

    @property
    def patches(self) -> int:
        """How many patches a picture has."""
        return (self.size // self.patch) ** 2


class ViT(nn.Module):
    """Patches become tokens by one linear layer, learned positions are added, transformer blocks, a linear layer.

    z = [token; E x_1; ...; E x_P] + positions, then z = block(z) `depth` times, then logits = head(norm(z)), of the
    first token or of the mean. Nothing in it knows that two patches are neighbours, but for what the positions learn.

    Shapes: (N, channels, size, size) -> (N, classes). Raises ValueError for pictures of another shape.

    Source: A. Dosovitskiy and others, An image is worth 16 x 16 words (2021), section 3.1.

    >>> model = ViT(ViTConfig(), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 10])
    """

    def __init__(self, config: ViTConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        self.patches = PatchEmbedding(config.channels, config.patch, config.width, generator=generator)
        first = config.pool == "token"
        self.token = nn.Parameter(torch.zeros(1, 1, config.width)) if first else None
        shape = (1, config.patches + first, config.width)
        self.positions = nn.Parameter(torch.zeros(shape)) if config.positions else None
        norm = partial(nn.LayerNorm, eps=config.eps)
        block = partial(nn.TransformerBlock, dim_feedforward=config.hidden, dropout=config.dropout, norm=norm)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        self.blocks = nn.ModuleList(block(config.width, config.heads, generator=generator) for _ in range(config.depth))
        self.norm = norm(config.width)
        self.head = nn.Linear(config.width, config.classes, generator=generator)
        first_weights(self, generator)
        nn.fuse(self, on=fused)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.tokens(x)  # (N, T, D)
        return self.head(tokens.mean(1) if self.token is None else tokens[:, 0])  # (N, classes)

    def tokens(self, x: Tensor) -> Tensor:
        """What all blocks make of a picture: (N, T, D), the extra token first, then the patches row by row."""
        expect_images(x, self.config.channels, self.config.size, "ViT")
        z = self.patches(x)  # (N, P, D)
        if self.token is not None:
            z = torch.cat((self.token.expand(len(z), -1, -1), z), 1)  # (N, 1 + P, D)
        if self.positions is not None:
            z = z + self.positions
        z = self.dropout(z)
        for block in self.blocks:
            z = block(z)
        return self.norm(z)

    @classmethod
    def from_hf(cls, source: Source, fused: bool = False) -> "ViT":
        """The ViT of the folder or safetensors file where a `ViTForImageClassification` was saved: see `published`.

        Not of one in memory, whose weights have other names there.
        """
        settings, weights = read(source)
        require(settings, hidden_act="gelu", qkv_bias=True)
        config = ViTConfig(
            size=settings["image_size"],
            channels=settings["num_channels"],
            patch=settings["patch_size"],
            classes=len(weights["classifier.bias"]),
            width=settings["hidden_size"],
            depth=settings["num_hidden_layers"],
            heads=settings["num_attention_heads"],
            hidden=settings["intermediate_size"],
            dropout=settings["hidden_dropout_prob"],
            eps=settings["layer_norm_eps"],
        )
        return load(cls(config, fused=fused), weights, NAMES)


class PatchEmbedding(nn.Module):
    """Each patch of a picture, times a matrix: a convolution whose kernels step by their own size.

    Shapes: (N, C, H, W) -> (N, P, D), the patches row by row; P = (H / patch) (W / patch).

    >>> PatchEmbedding(3, 16, 768)(torch.zeros(1, 3, 224, 224)).shape
    torch.Size([1, 196, 768])
    """

    def __init__(
        self, channels: int, patch: int, width: int, bias: bool = True, *, generator: Generator | None = None
    ) -> None:
        super().__init__()
        self.projection = nn.Conv2d(channels, width, patch, stride=patch, bias=bias, generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        return self.projection(x).flatten(2).transpose(1, 2)  # (N, D, H', W') -> (N, P, D)


def patches(x: Tensor, size: int) -> Tensor:
    """The patches of pictures, each as one vector: (N, C, H, W) -> (N, P, C size size), row by row.

    >>> patches(torch.arange(16.0).view(1, 1, 4, 4), 2)[0, 1]  # the upper right one
    tensor([2., 3., 6., 7.])
    """
    grid = x.unflatten(3, (-1, size)).unflatten(2, (-1, size))  # (N, C, H', size, W', size)
    return grid.permute(0, 2, 4, 1, 3, 5).flatten(3).flatten(1, 2)  # (N, P, C size size)


def first_weights(model: nn.Module, generator: Generator | None) -> None:
    """Draw all matrices by Xavier, also that of the patches, and what belongs to positions from N(0, 0.02²).

    Biases and the extra token begin at zero, norms at one.
    """
    for name, parameter in model.named_parameters():
        if name.endswith(("positions", "biases")):
            nn.init.normal_(parameter, std=STD, generator=generator)
        elif parameter.dim() > 1 and not name.endswith("token"):
            nn.init.xavier_uniform_(parameter.flatten(1), generator=generator)
        elif name.endswith("bias"):
            nn.init.zeros_(parameter)


ATTENTION = "vit.encoder.layer.{0}.attention.attention."

# Our names and those that ViTForImageClassification is published with.
NAMES: Names = {
    "patches.projection": "vit.embeddings.patch_embeddings.projection",
    "token": "vit.embeddings.cls_token",
    "positions": "vit.embeddings.position_embeddings",
    "blocks.{}.norm1": "vit.encoder.layer.{}.layernorm_before",
    "blocks.{}.self_attn.in_proj_weight": stacked(*(f"{ATTENTION}{x}.weight" for x in ("query", "key", "value"))),
    "blocks.{}.self_attn.in_proj_bias": stacked(*(f"{ATTENTION}{x}.bias" for x in ("query", "key", "value"))),
    "blocks.{}.self_attn.out_proj": "vit.encoder.layer.{}.attention.output.dense",
    "blocks.{}.norm2": "vit.encoder.layer.{}.layernorm_after",
    "blocks.{}.linear1": "vit.encoder.layer.{}.intermediate.dense",
    "blocks.{}.linear2": "vit.encoder.layer.{}.output.dense",
    "norm": "vit.layernorm",
    "head": "classifier",
}
