"""CLIP: a picture and its words meet in one space, where they can find each other (lecture 29)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor
from torch.nn.functional import normalize

from chainrule import nn
from chainrule.models.build import expect_heads, expect_images, expect_one_of, expect_patches, expect_tokens
from chainrule.models.published import Names, Source, load, read, require, stacked
from chainrule.models.vit import STD, PatchEmbedding, first_weights

MOST = math.log(100)  # of log_scale: above it, training was unstable


class QuickGELU(nn.Module):
    """x sigmoid(1.702 x): nearly GELU, which the published CLIP was trained with."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(1.702 * x)


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {"quick_gelu": QuickGELU, "gelu": nn.GELU}


@dataclass(frozen=True)
class TowerConfig:
    """A stack of `depth` transformer blocks of this width; `hidden` units in their feed-forward layers, or 4 width."""

    width: int = 64
    depth: int = 3
    heads: int = 4
    hidden: int | None = None

    def __post_init__(self) -> None:
        expect_heads(self, self.heads, self.width)


@dataclass(frozen=True)
class CLIPConfig:
    """What both towers see, how they are built, and the `dim` of the space where they meet.

    Pictures are `size` pixels a side, in patches of `patch`; texts have at most `context` of `vocabulary` tokens, and
    each ends with the token `end`, after which nothing counts. Raises ValueError where the patches do not fill a
    picture, or `end` is no token.
    """

    vocabulary: int
    end: int
    context: int = 16
    size: int = 32
    channels: int = 3
    patch: int = 8
    image: TowerConfig = TowerConfig()
    text: TowerConfig = TowerConfig()
    dim: int = 64
    temperature: float = 0.07  # at first
    activation: str = "quick_gelu"
    dropout: float = 0.0
    eps: float = 1e-5  # in layer normalization

    def __post_init__(self) -> None:
        expect_patches(self, self.patch, self.size)
        if not 0 <= self.end < self.vocabulary:
            raise ValueError(f"CLIPConfig: end must be one of the {self.vocabulary} tokens, got {self.end}")
        expect_one_of(self, activation=ACTIVATIONS)


class CLIP(nn.Module):
    """s_ij = e^scale I_i · T_j: how well picture i and text j fit, for unit vectors I and T of two transformers.

    Trained on `training.objectives.matching`: of all pairs in a batch, those that belong together score highest, along
    rows and columns. The temperature 1 / e^scale is learned. A classifier comes from it by writing down the classes.

    Shapes: pictures (N, channels, size, size), texts (M, T) with T up to `context` -> logits (N, M). Raises ValueError
    for others, and for a text without its end.

    Source: A. Radford and others, Learning transferable visual models from natural language supervision (2021),
    section 2 and figure 3.

    >>> model = CLIP(CLIPConfig(vocabulary=30, end=0), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(5, 3, 32, 32), torch.tensor([[7, 4, 0, 0], [3, 0, 0, 0]])).shape
    torch.Size([5, 2])
    """

    def __init__(self, config: CLIPConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        self.image = ImageTower(config, generator)
        self.text = TextTower(config, generator)
        self.project_image = nn.Linear(config.image.width, config.dim, bias=False)
        self.project_text = nn.Linear(config.text.width, config.dim, bias=False)
        self.log_scale = nn.Parameter(torch.tensor(-math.log(config.temperature)))
        first_weights(self, generator)
        for table in (self.text.tokens, self.text.positions, self.image.positions):
            nn.init.normal_(table.weight, std=STD, generator=generator)
        nn.fuse(self, on=fused)

    def encode_images(self, x: Tensor) -> Tensor:
        """Unit vectors (N, dim) of pictures."""
        return normalize(self.project_image(self.image(x)), dim=1)

    def encode_texts(self, tokens: Tensor) -> Tensor:
        """Unit vectors (M, dim) of texts."""
        return normalize(self.project_text(self.text(tokens)), dim=1)

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        scale = self.log_scale.clamp(max=MOST).exp()
        return scale * self.encode_images(images) @ self.encode_texts(texts).T  # (N, M)

    @classmethod
    def from_hf(cls, source: Source, fused: bool = False) -> "CLIP":
        """The CLIP of a `CLIPModel`, or of the folder or safetensors file where one was saved: see `published`."""
        settings, weights = read(source)
        image, text = settings["vision_config"], settings["text_config"]
        require(image, hidden_act=text["hidden_act"], layer_norm_eps=text["layer_norm_eps"])
        config = CLIPConfig(
            vocabulary=text["vocab_size"],
            # 2 stands in the published settings by mistake: there the end is the highest token.
            end=text["vocab_size"] - 1 if text["eos_token_id"] == 2 else text["eos_token_id"],
            context=text["max_position_embeddings"],
            size=image["image_size"],
            channels=image["num_channels"],
            patch=image["patch_size"],
            image=tower(image),
            text=tower(text),
            dim=settings["projection_dim"],
            activation=text["hidden_act"],
            dropout=text["attention_dropout"],
            eps=text["layer_norm_eps"],
        )
        return load(cls(config, fused=fused), weights, NAMES, ignored=(r".*\.position_ids",))


class ImageTower(nn.Module):
    """A vision transformer without its head, with one more norm before its blocks: what its extra token has seen."""

    def __init__(self, config: CLIPConfig, generator: Generator | None) -> None:
        super().__init__()
        self.config = config
        width, patches = config.image.width, (config.size // config.patch) ** 2
        self.patches = PatchEmbedding(config.channels, config.patch, width, bias=False, generator=generator)
        self.token = nn.Parameter(torch.zeros(width))
        self.positions = nn.LearnedPositions(1 + patches, width, generator=generator)
        self.norm_before = nn.LayerNorm(width, config.eps)
        self.blocks = blocks_of(config, config.image, generator)
        self.norm = nn.LayerNorm(width, config.eps)

    def forward(self, x: Tensor) -> Tensor:
        expect_images(x, self.config.channels, self.config.size, "CLIP")
        z = self.patches(x)  # (N, P, D)
        z = torch.cat((self.token.expand(len(z), 1, -1), z), 1)  # (N, 1 + P, D)
        z = self.norm_before(self.positions(z))
        for block in self.blocks:
            z = block(z)
        return self.norm(z[:, 0])  # (N, D)


class TextTower(nn.Module):
    """A stack of blocks that see the past alone: what the end of a text has seen, which is all of it."""

    def __init__(self, config: CLIPConfig, generator: Generator | None) -> None:
        super().__init__()
        self.end = config.end
        self.tokens = nn.Embedding(config.vocabulary, config.text.width, generator=generator)
        self.positions = nn.LearnedPositions(config.context, config.text.width, generator=generator)
        self.blocks = blocks_of(config, config.text, generator)
        self.norm = nn.LayerNorm(config.text.width, config.eps)

    def forward(self, tokens: Tensor) -> Tensor:
        expect_tokens(tokens, "CLIP")
        is_end = tokens == self.end  # (M, T)
        if not torch.compiler.is_compiling() and not is_end.any(1).all():
            raise ValueError(f"CLIP: every text must have its end, the token {self.end}")
        z = self.positions(self.tokens(tokens))  # (M, T, D)
        for block in self.blocks:
            z = block(z, causal=True)
        first_end = is_end.int().argmax(1)  # (M,)
        return self.norm(z[torch.arange(len(z), device=z.device), first_end])  # (M, D)


def blocks_of(config: CLIPConfig, tower: TowerConfig, generator: Generator | None) -> nn.ModuleList:
    """The blocks of a tower."""
    block = partial(
        nn.TransformerBlock,
        tower.width,
        tower.heads,
        tower.hidden,
        config.dropout,
        ACTIVATIONS[config.activation],
        partial(nn.LayerNorm, eps=config.eps),
        generator=generator,
    )
    return nn.ModuleList(block() for _ in range(tower.depth))


def tower(settings: dict[str, int]) -> TowerConfig:
    """A tower as `transformers` describes it."""
    names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
    return TowerConfig(*(settings[name] for name in names))


def names_of(ours: str, theirs: str) -> Names:
    """The rows for the blocks of a tower."""
    attention = f"{theirs}.encoder.layers.{{0}}.self_attn."
    return {
        f"{ours}.blocks.{{}}.norm1": f"{theirs}.encoder.layers.{{}}.layer_norm1",
        f"{ours}.blocks.{{}}.self_attn.in_proj_weight": stacked(*(f"{attention}{x}_proj.weight" for x in "qkv")),
        f"{ours}.blocks.{{}}.self_attn.in_proj_bias": stacked(*(f"{attention}{x}_proj.bias" for x in "qkv")),
        f"{ours}.blocks.{{}}.self_attn.out_proj": f"{theirs}.encoder.layers.{{}}.self_attn.out_proj",
        f"{ours}.blocks.{{}}.norm2": f"{theirs}.encoder.layers.{{}}.layer_norm2",
        f"{ours}.blocks.{{}}.linear1": f"{theirs}.encoder.layers.{{}}.mlp.fc1",
        f"{ours}.blocks.{{}}.linear2": f"{theirs}.encoder.layers.{{}}.mlp.fc2",
    }


# Our names and those of CLIPModel.
NAMES: Names = {
    "image.token": "vision_model.embeddings.class_embedding",
    "image.patches.projection": "vision_model.embeddings.patch_embedding",
    "image.positions": "vision_model.embeddings.position_embedding",
    "image.norm_before": "vision_model.pre_layrnorm",
    **names_of("image", "vision_model"),
    "image.norm": "vision_model.post_layernorm",
    "text.tokens": "text_model.embeddings.token_embedding",
    "text.positions": "text_model.embeddings.position_embedding",
    **names_of("text", "text_model"),
    "text.norm": "text_model.final_layer_norm",
    "project_image": "visual_projection",
    "project_text": "text_projection",
    "log_scale": "logit_scale",
}
