"""BERT: a stack of blocks that see the whole text, and say what stands where a token is hidden (lecture 24)."""

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from chainrule import nn
from chainrule.models.build import ACTIVATIONS, expect_heads, expect_one_of, expect_tokens
from chainrule.models.published import Names, Source, activation_of, load, read, require, stacked

STD = 0.02  # of the first weights


@dataclass(frozen=True)
class BERTConfig:
    """The sizes of a BERT: `vocabulary` tokens, `context` of them at a time, `layers` blocks of `heads` heads.

    `segments` is how many kinds of sentences there are, as the first and the second of a pair. `activation` is one of
    `ACTIVATIONS`, `hidden` 4 width where it is None. Raises ValueError for what does not fit.

    >>> BERTConfig(vocabulary=66).width
    128
    """

    vocabulary: int
    context: int = 64
    layers: int = 4
    heads: int = 4
    width: int = 128
    hidden: int | None = None
    segments: int = 2
    dropout: float = 0.0
    activation: str = "gelu"
    eps: float = 1e-12

    def __post_init__(self) -> None:
        expect_heads(self, self.heads, self.width)
        expect_one_of(self, activation=ACTIVATIONS)


class BERT(nn.Module):
    """Embed tokens, positions and segments, pass them through all blocks, and ask the table of tokens what each is.

    The blocks normalize last, as in 2017, and look both ways. `encode` gives the vectors, `forward` the logits of the
    masked language model: normalize(activation(W x)) times the table of tokens, and a bias.

    Shapes: tokens and segments (N, T) int64, mask broadcast to (N, heads, T, T), True where one may look, as
    (tokens != padding)[:, None, None, :]; the logits (N, T, vocabulary). Raises ValueError for other shapes, and for
    more tokens than there are positions.

    Source: J. Devlin and others, BERT: pre-training of deep bidirectional transformers (2019).

    >>> model = BERT(BERTConfig(vocabulary=30, context=16), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(2, 5, dtype=torch.int64)).shape
    torch.Size([2, 5, 30])
    """

    def __init__(self, config: BERTConfig, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        norm = partial(nn.LayerNorm, eps=config.eps)
        self.tokens = nn.Embedding(config.vocabulary, config.width)
        self.positions = nn.LearnedPositions(config.context, config.width)
        self.segments = nn.Embedding(config.segments, config.width)
        self.norm = norm(config.width)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        self.blocks = nn.ModuleList(
            nn.TransformerBlock(
                config.width,
                config.heads,
                config.hidden,
                config.dropout,
                ACTIVATIONS[config.activation],
                norm,
                norm_first=False,
                generator=generator,
            )
            for _ in range(config.layers)
        )
        self.transform = nn.Linear(config.width, config.width)
        self.activation = ACTIVATIONS[config.activation]()
        self.head_norm = norm(config.width)
        self.head = nn.Linear(config.width, config.vocabulary)
        self.draw_weights(generator)
        self.head.weight = self.tokens.weight
        nn.fuse(self, on=fused)

    @torch.no_grad()
    def draw_weights(self, generator: torch.Generator | None) -> None:
        """Normal with standard deviation 0.02, biases 0; norms stay at ones and zeros."""
        for name, parameter in self.named_parameters():
            if "norm" in name:
                continue
            if "bias" in name:
                parameter.zero_()
            else:
                parameter.normal_(0.0, STD, generator=generator)

    def encode(self, tokens: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        """A vector for each token, that knows of all the others: (N, T, width)."""
        expect_tokens(tokens, "BERT")
        segments = torch.zeros_like(tokens) if segments is None else segments
        x = self.positions(self.tokens(tokens) + self.segments(segments))  # (N, T, D)
        x = self.dropout(self.norm(x))
        for block in self.blocks:
            x = block(x, mask=mask)
        return x

    def forward(self, tokens: Tensor, mask: Tensor | None = None, segments: Tensor | None = None) -> Tensor:
        x = self.encode(tokens, mask, segments)  # (N, T, D)
        return self.head(self.head_norm(self.activation(self.transform(x))))  # (N, T, vocabulary)

    @classmethod
    def from_hf(cls, source: Source, fused: bool = False) -> "BERT":
        """The BERT of a `BertForMaskedLM`, or of the folder or safetensors file where one was saved: see `published`.

        What was trained beside the masked language model, to tell whether sentences follow each other, is left out.
        """
        settings, weights = read(source)
        require(settings, tie_word_embeddings=True, is_decoder=False, position_embedding_type="absolute")
        config = BERTConfig(
            vocabulary=settings["vocab_size"],
            context=settings["max_position_embeddings"],
            layers=settings["num_hidden_layers"],
            heads=settings["num_attention_heads"],
            width=settings["hidden_size"],
            hidden=settings["intermediate_size"],
            segments=settings["type_vocab_size"],
            dropout=settings["hidden_dropout_prob"],
            activation=activation_of(settings["hidden_act"]),
            eps=settings["layer_norm_eps"],
        )
        spelt = {"gamma": "weight", "beta": "bias"}  # of norms, in the files of 2018
        weights = {".".join(spelt.get(part, part) for part in key.split(".")): each for key, each in weights.items()}
        return load(cls(config, fused=fused), weights, NAMES, ignored=IGNORED)


# Our names and those of BertForMaskedLM.
LAYER, HEAD = "bert.encoder.layer.{}", "cls.predictions"
NAMES: Names = {
    "tokens": "bert.embeddings.word_embeddings",
    "positions": "bert.embeddings.position_embeddings",
    "segments": "bert.embeddings.token_type_embeddings",
    "norm": "bert.embeddings.LayerNorm",
    "blocks.{}.self_attn.in_proj_weight": stacked(
        *(f"{LAYER}.attention.self.{name}.weight" for name in ("query", "key", "value"))
    ),
    "blocks.{}.self_attn.in_proj_bias": stacked(
        *(f"{LAYER}.attention.self.{name}.bias" for name in ("query", "key", "value"))
    ),
    "blocks.{}.self_attn.out_proj": f"{LAYER}.attention.output.dense",
    "blocks.{}.norm1": f"{LAYER}.attention.output.LayerNorm",
    "blocks.{}.linear1": f"{LAYER}.intermediate.dense",
    "blocks.{}.linear2": f"{LAYER}.output.dense",
    "blocks.{}.norm2": f"{LAYER}.output.LayerNorm",
    "transform": f"{HEAD}.transform.dense",
    "head_norm": f"{HEAD}.transform.LayerNorm",
    "head.weight": f"{HEAD}.decoder.weight",
    "head.bias": f"{HEAD}.bias",
}
IGNORED = (r"cls\.seq_relationship\..*", r"bert\.pooler\..*", r".*\.position_ids", r"cls\.predictions\.decoder\.bias")
