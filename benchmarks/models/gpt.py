"""Tokens per second of a training step: our GPT beside the same model as one writes it down in PyTorch.

The configuration is nanoGPT's for a CPU: 4 layers, 4 heads, 128 wide, windows of 64, batches of 12, no dropout, AdamW.
All ways start from the same weights and see the same batches, and their losses must agree.
"""

import math
from collections.abc import Iterable
from statistics import median

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from turns import in_turns, ratio

from chainrule.models.gpt import GPT, GPTConfig
from chainrule.recipes.texts import Plan, optimizer_of
from chainrule.training import Settings
from chainrule.training.objectives import next_token

CONFIG = GPTConfig(65, context=64, layers=4, heads=4, width=128, bias=False, activation="gelu")  # as nanoGPT
BATCH, RATE, DECAY = 12, 1e-3, 0.1
CHECKED = 5  # steps whose losses are compared
WAYS = {
    # name: (model, bfloat16)
    "plain PyTorch": ("plain", False),
    "plain PyTorch, with its kernel of attention": ("plain, kernel", False),
    "ours, written out": ("written", False),
    "ours, fused": ("fused", False),
    "ours, fused, bfloat16": ("fused", True),
}
PLAIN, BEST = "plain PyTorch", "ours, fused, bfloat16"


class PlainAttention(nn.Module):
    """Causal self-attention, by the formula or by PyTorch's kernel."""

    def __init__(self, kernel: bool) -> None:
        super().__init__()
        self.c_attn = nn.Linear(CONFIG.width, 3 * CONFIG.width, bias=False)
        self.c_proj = nn.Linear(CONFIG.width, CONFIG.width, bias=False)
        self.register_buffer("mask", torch.tril(torch.ones(CONFIG.context, CONFIG.context)).bool())
        self.kernel = kernel

    def forward(self, x: Tensor) -> Tensor:
        n, t, width = x.shape
        q, k, v = (
            part.view(n, t, CONFIG.heads, -1).transpose(1, 2) for part in self.c_attn(x).split(CONFIG.width, dim=2)
        )
        if self.kernel:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
            y = F.softmax(scores.masked_fill(~self.mask[:t, :t], float("-inf")), dim=-1) @ v
        return self.c_proj(y.transpose(1, 2).contiguous().view(n, t, width))


class PlainBlock(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x))."""

    def __init__(self, kernel: bool) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(CONFIG.width, bias=False)
        self.attn = PlainAttention(kernel)
        self.ln_2 = nn.LayerNorm(CONFIG.width, bias=False)
        self.c_fc = nn.Linear(CONFIG.width, 4 * CONFIG.width, bias=False)
        self.c_proj = nn.Linear(4 * CONFIG.width, CONFIG.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x))))


class PlainGPT(nn.Module):
    """nanoGPT's model, transcribed."""

    def __init__(self, kernel: bool) -> None:
        super().__init__()
        self.wte = nn.Embedding(CONFIG.vocabulary, CONFIG.width)
        self.wpe = nn.Embedding(CONFIG.context, CONFIG.width)
        self.h = nn.ModuleList(PlainBlock(kernel) for _ in range(CONFIG.layers))
        self.ln_f = nn.LayerNorm(CONFIG.width, bias=False)
        self.lm_head = nn.Linear(CONFIG.width, CONFIG.vocabulary, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))

    @torch.no_grad()
    def like(self, model: GPT) -> "PlainGPT":
        """This model with the weights of ours."""
        pairs = [(self.wte, model.tokens), (self.wpe, model.positions), (self.ln_f, model.norm)]
        for mine, other in zip(self.h, model.blocks, strict=True):
            pairs += [(mine.ln_1, other.norm1), (mine.ln_2, other.norm2), (mine.attn.c_proj, other.self_attn.out_proj)]
            pairs += [(mine.c_fc, other.linear1), (mine.c_proj, other.linear2)]
            mine.attn.c_attn.weight.copy_(other.self_attn.in_proj_weight)
        for mine, other in pairs:
            mine.weight.copy_(other.weight)
        return self


class Trainer:
    """A model, its optimizer, and what a step of it is."""

    def __init__(self, kind: str, bfloat16: bool, batches: Iterable[Tensor]) -> None:
        self.ours = GPT(CONFIG, torch.Generator().manual_seed(0), fused=kind == "fused")
        self.plain = PlainGPT(kind == "plain, kernel").like(self.ours) if kind.startswith("plain") else None
        if self.plain is None:
            self.optimizer = optimizer_of(self.ours, Plan(1, RATE, weight_decay=DECAY))
        else:
            weights = list(self.plain.parameters())
            groups = [
                {"params": [w for w in weights if w.dim() > 1], "weight_decay": DECAY},
                {"params": [w for w in weights if w.dim() <= 1], "weight_decay": 0.0},
            ]
            self.optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.99))
        self.settings = Settings(bfloat16=bfloat16)
        self.batches = list(batches)
        self.losses: list[float] = []

    def step(self) -> None:
        batch = self.batches[len(self.losses) % len(self.batches)]
        self.optimizer.zero_grad()
        if self.plain is None:
            total, count, _ = next_token(self.settings.computing(self.ours), batch, torch.Generator())
            loss = total / count
        else:
            loss = F.cross_entropy(self.plain(batch[:, :-1]).flatten(0, 1), batch[:, 1:].flatten())
        loss.backward()
        self.optimizer.step()
        self.losses.append(float(loss.detach()))


def measured(quick: bool) -> tuple[list[list[str]], float]:
    """Rows for a table, and by how much our best way is faster than plain PyTorch."""
    chance = torch.Generator().manual_seed(1)
    batches = torch.randint(CONFIG.vocabulary, (CHECKED, BATCH, CONFIG.context + 1), generator=chance)
    trainers = {name: Trainer(kind, bfloat16, batches) for name, (kind, bfloat16) in WAYS.items()}
    for name, trainer in trainers.items():
        for _ in range(CHECKED):
            trainer.step()
        worst = max(abs(a - b) for a, b in zip(trainer.losses, trainers[PLAIN].losses, strict=True))
        most = 0.02 if "bfloat16" in name else 1e-4
        if worst > most:
            raise SystemExit(f"{name}: its losses differ from those of plain PyTorch by {worst:.2g}")
    took = in_turns({name: each.step for name, each in trainers.items()}, 2 if quick else 15, 1 if quick else 5)
    rows = []
    for name, seconds in took.items():
        tokens = BATCH * CONFIG.context / median(seconds)
        rows.append([name, f"{1000 * median(seconds):.1f} ms", f"{tokens:,.0f}", f"{1 / ratio(took, name, PLAIN):.2f}"])
    return rows, 1 / ratio(took, BEST, PLAIN)
