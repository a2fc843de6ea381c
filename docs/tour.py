# The source of docs/tour.ipynb: `.venv/bin/python scripts/notebook.py` writes that from this, a cell for each `# %%`.

# %% [markdown]
# # Five models that make something
#
# A table of counts, a recurrent network, a transformer, a variational autoencoder and a diffusion model: each is
# trained here from nothing and then drawn from, top to bottom in a few minutes on two processor cores. The tour needs
# names.txt, tiny Shakespeare and MNIST, which `chainrule data get` fetches once.
#
# They are small, and say so. What larger ones reach, in minutes to an hour, stands in `results.md`; the recipes there
# run by `chainrule train`, and are drawn from by `chainrule sample`.

# %%
import time
from functools import partial

import torch
from IPython.display import Image
from torch import Generator, Tensor

from chainrule import nn, optim
from chainrule.data import Characters, load, split_names, to_float
from chainrule.figures.pixels import grid, png
from chainrule.models.bigram import CountBigram
from chainrule.models.char_rnn import CharRNN, CharRNNConfig
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.models.mlp import MLP
from chainrule.models.vae import VAE, VAEConfig
from chainrule.sampling import generate
from chainrule.sampling.diffusion import cosine_schedule, sample
from chainrule.training import Batches, Windows, evaluate, fit
from chainrule.training.objectives import denoising, elbo, next_token

BEGAN = time.perf_counter()
chance = Generator().manual_seed(0)  # of all that is drawn here

# %% [markdown]
# ## 1. A bigram (lecture 14)
# How often did each letter come after each? The counts, divided by their sum, are a model of names:
# $p(y \mid x) = C(x, y) / \sum_{y'} C(x, y')$. A name begins and ends with the boundary `.`, token 0.

# %%
alphabet, train, dev, _ = split_names(load("names").lines)
bigram = CountBigram(len(alphabet)).count(train.tokens, train.counts)
counted = evaluate(bigram, Batches(dev, 1000), next_token).loss
print(f"{counted:.3f} nats per letter of names that were held out")


# %%
def names(model: nn.Module, count: int = 12) -> str:
    """Names drawn letter by letter, all at once."""
    boundaries = torch.zeros(count, 1, dtype=torch.int64)
    rows = torch.stack(list(generate(model, boundaries, 20, stop=0, generator=chance)), 1)
    return "  ".join(alphabet.decode(row[row != 0]) for row in rows)


print(names(bigram))

# %% [markdown]
# ## 2. A recurrent network (lecture 20)
# A bigram forgets all but the last letter. A GRU carries a state from letter to letter. The loss is the same: the mean
# of $-\log p$ of the letter that came.

# %%
gru = CharRNN(CharRNNConfig(len(alphabet), "gru", embedding=16, hidden=64), generator=chance, fused=True)
history = fit(
    gru,
    Batches(train, 64),
    optim.Adam(gru.parameters(), lr=5e-3),
    epochs=2,
    generator=chance,
    objective=next_token,
    validation=Batches(dev, 1000),
)
print(f"{history.metric('loss')[-1]:.3f} nats per letter, instead of {counted:.3f}")
assert history.metric("loss")[-1] < 2.25 < counted
print(names(gru))

# %%
history.picture("A GRU on names")

# %% [markdown]
# ## 3. A transformer (lectures 22 to 24)
# Attention looks at all letters before at once. This GPT has two blocks, and sees 64 letters of Shakespeare.

# %%
text = load("tinyshakespeare").text
letters = Characters.of(text)
known, held_out = letters.encode(text[:200_000]).cut(10_000)
gpt = GPT(GPTConfig(len(letters), context=64, layers=2, heads=4, width=96), generator=chance, fused=True)
optimizer = optim.AdamW(gpt.parameters(), lr=3e-3)
history = fit(
    gpt,
    Windows(known, 64, 16),
    optimizer,
    epochs=4,
    generator=chance,
    objective=next_token,
    schedule=optim.LinearLR(optimizer, 0.05, 1.0, 50),
    validation=Windows(held_out, 64, 64),
)
print(f"{history.metric('loss')[-1]:.3f} nats per letter of a text that was held out")
assert history.metric("loss")[-1] < 2.1

# %%
prompt = letters.encode("ROMEO:").tokens
for token in generate(gpt, prompt, 300, temperature=0.8, top_k=20, context=64, generator=chance):
    print(letters.decode(token[None]), end="", flush=True)

# %% [markdown]
# ## 4. A variational autoencoder (lectures 26 and 27)
# Each digit has a code of 20 numbers, near which others look alike. The loss is the negative ELBO: how badly the
# pixels come back, and how far the codes are from $N(0, 1)$.

# %%
digits = load("mnist").train.take(slice(12_000))
vae = VAE(VAEConfig((200,), 20), generator=chance, fused=True)
history = fit(
    vae,
    Batches(digits, 100, prepare=to_float),
    optim.Adam(vae.parameters(), lr=2e-3),
    epochs=6,
    generator=chance,
    objective=elbo,
)
bound = evaluate(vae, Batches(load("mnist").test, 1000, prepare=to_float), elbo)
print(f"ELBO {-bound.loss:.1f} nats, of which {bound.metrics['kl']:.1f} are the divergence of the codes from N(0, 1)")
assert bound.loss < 125

# %%
Image(png(grid(vae.sample(40, chance), columns=10, scale=2)))

# %% [markdown]
# ## 5. A diffusion model (lecture 28)
# Noise comes to the points of two moons step by step, until nothing else is left; a network learns to tell from a
# noised point which noise is in it. To draw, begin with noise alone, and take it out again.


# %%
class Denoiser(nn.Module):
    """Which noise is in the points x (N, 2) at the steps t (N,)?"""

    def __init__(self, steps: int, width: int = 128) -> None:
        super().__init__()
        self.time = nn.Embedding(steps, width, generator=chance)
        self.into = nn.Linear(2, width, generator=chance)
        self.layers = MLP([width, width, width, 2], nn.SiLU, generator=chance)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        return self.layers(torch.nn.functional.silu(self.into(x) + self.time(t)))


points = load("moons").train.points
middle, spread = points.mean(0), points.std(0)
kept = cosine_schedule(100)
denoiser = nn.fuse(Denoiser(len(kept)))
moons = Batches(load("moons").train, 250, prepare=lambda x: (x - middle) / spread)
optimizer = optim.Adam(denoiser.parameters(), lr=3e-3)
history = fit(
    denoiser,
    moons,
    optimizer,
    epochs=800,
    generator=chance,
    objective=partial(denoising, kept=kept),
    schedule=optim.CosineAnnealingLR(optimizer, 800 * len(moons)),
)
drawn = middle + spread * sample(denoiser, (4000, 2), kept, generator=chance)


# %%
def density(points: Tensor) -> Tensor:
    """How many points lie where: (1, 48, 72), dark where there are many."""
    counts, _ = torch.histogramdd(points, [72, 48], range=[-1.6, 2.6, -1.1, 1.6])
    return 1 - (counts.T.flip(0) / counts.max())[None]


Image(png(grid(torch.stack([density(points), density(drawn)]), columns=2, scale=4)))

# %% [markdown]
# On the left the points that were given, on the right those that were drawn. Are the new ones as near to the moons?

# %%
distances = torch.cdist(drawn, points).min(1).values
own = torch.cdist(load("moons").test.points, points).min(1).values
print(
    f"mean distance to the nearest point: drawn {distances.mean():.3f}, of other points of the moons {own.mean():.3f}"
)
assert distances.mean() < 2.5 * own.mean()
print(f"all five in {time.perf_counter() - BEGAN:.0f} s")
