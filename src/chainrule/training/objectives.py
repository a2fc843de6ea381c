"""What a training makes small, each as a formula of a few lines: labels, numbers, tokens, pixels, noise, contrast.

An objective is a function `objective(model, batch, generator) -> total, count, metrics`. `total` is the loss, summed
over all that the batch counts, and `count` how much that is: examples, tokens, pixels. `fit` goes down total / count,
and `evaluate` adds both up over all batches, so that what is left out, or how the batches are cut, changes no mean.
`metrics` are further sums over the same things by name, whose means are logged, an `ExpMean` as e to the mean.

`batch` is what the data give: a tensor, a pair, a dict, nested as one likes. `generator` is where noise comes from: one
in training, another in evaluation. It is the processor's, also where the model is elsewhere, so that the noise is the
same on every device. Settings are bound with `functools.partial`:

>>> from functools import partial
>>> smoothed = partial(classification, label_smoothing=0.1)

An objective calls the model as a function, and none of its methods: what calls it may wrap it, for bfloat16 or for
several processes.
"""

from collections.abc import Callable

import torch
from torch import Generator, Tensor
from torch.nn.functional import normalize

from chainrule.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from chainrule.training.sums import ExpMean, Found, Model

View = Callable[[Tensor, Generator], Tensor]
LEFT_OUT = -100  # the label of what does not count, as in PyTorch


def classification(model: Model, batch: object, generator: Generator, *, label_smoothing: float = 0.0) -> Found:
    """Labels: total = -Σ log p(y|x) over the labels that count; those of -100 do not. Logs the accuracy.

    The batch is a pair of x and y (N) or (N, ...), whole numbers; the model gives logits (N, K) or (N, K, ...).

    >>> x, y = torch.tensor([[2.0, 0.0], [0.0, 2.0], [0.0, 2.0]]), torch.tensor([0, 0, LEFT_OUT])
    >>> total, count, metrics = classification(lambda x: x, (x, y), Generator())
    >>> count, metrics["accuracy"] / count
    (2, tensor(0.5000))
    """
    x, y = pair(batch)
    logits = model(x)  # (N, K, ...)
    total = cross_entropy(logits, y, ignore_index=LEFT_OUT, reduction="sum", label_smoothing=label_smoothing)
    counts = y != LEFT_OUT  # (N, ...)
    return total, int(counts.sum()), {"accuracy": ((logits.argmax(1) == y) & counts).sum()}


def regression(model: Model, batch: object, generator: Generator) -> Found:
    """Numbers: total = Σ (f(x) - y)², over all numbers of y. The model gives a tensor of y's shape."""
    x, y = pair(batch)
    made = model(x)
    if made.shape != y.shape:
        raise ValueError(f"regression: the model gives {tuple(made.shape)}, and the targets are {tuple(y.shape)}")
    return ((made - y) ** 2).sum(), y.numel(), {}


def next_token(model: Model, batch: object, generator: Generator) -> Found:
    """A language model: total = -Σ log p(x_t | x_1 ... x_(t-1)) over tokens. Logs accuracy and perplexity.

    The batch is (N, T + 1) tokens, or a pair of those and a mask of the same shape, true where a token counts as an
    answer: neither padding nor a question. The model gives logits (N, T, K) for tokens (N, T).
    """
    tokens, counts = batch if isinstance(batch, (tuple, list)) else (batch, None)
    x, y = tokens[:, :-1], tokens[:, 1:]
    logits = model(x)  # (N, T, K)
    if counts is None:
        return answers(logits.flatten(0, 1), y.flatten())
    chosen = counts[:, 1:].bool()
    return answers(logits[chosen], y[chosen])


def answering(model: Model, batch: object, generator: Generator, *, padding: int = 0) -> Found:
    """Encoder and decoder: total = -Σ log p(y_t | x, y_1 ... y_(t-1)) over the tokens of y. Logs accuracy, perplexity.

    The batch is a pair of the sources x (N, S) and their answers y (N, T + 1), which begin with a token that is not
    counted and are filled up with `padding`. The model gives logits (N, T, K) for x and the first T tokens of y: it is
    told the right tokens before each, which is called teacher forcing.
    """
    x, y = pair(batch)
    logits, wanted = model(x, y[:, :-1]), y[:, 1:]  # (N, T, K), (N, T)
    counts = wanted != padding
    return answers(logits[counts], wanted[counts])


def masked_tokens(
    model: Model,
    batch: Tensor,
    generator: Generator,
    *,
    mask: int,
    classes: int,
    share: float = 0.15,
    padding: int | None = None,
) -> Found:
    """Cloze: total = -Σ log p(x_t | the rest) over a share of the tokens, chosen by chance. Logs accuracy, perplexity.

    Of those chosen, 80% are shown as the token `mask`, 10% as any of the `classes`, and 10% as they are. The batch is
    (N, T) tokens, of which those of `padding` are never chosen; the model gives logits (N, T, K).

    Source: J. Devlin and others, BERT (2019), section 3.1.
    """
    u = torch.rand(batch.shape, generator=generator, dtype=torch.float32).to(batch.device)  # (N, T)
    chosen = (u < share) if padding is None else (u < share) & (batch != padding)
    others = torch.randint(classes, batch.shape, generator=generator).to(batch.device)  # (N, T)
    shown = torch.where(chosen & (u < 0.8 * share), mask, batch)
    shown = torch.where(chosen & (u >= 0.9 * share), others, shown)
    return answers(model(shown)[chosen], batch[chosen])


def reconstruction(model: Model, batch: object, generator: Generator, *, corrupt: View | None = None) -> Found:
    """An autoencoder: total = -Σ_x log p(x|x), with the logits of pixels that the model gives for x.

    `corrupt(x, generator)` makes of a picture what the model is shown instead: it must then give back what was clean.
    The batch is pictures of pixels from 0 to 1, or a pair that begins with them.

    Source: P. Vincent and others, Extracting and composing robust features with denoising autoencoders (2008).
    """
    x = pixels(batch)
    shown = corrupt(x, generator) if corrupt else x
    return binary_cross_entropy_with_logits(model(shown), x, reduction="sum"), len(x), {}


def vector_quantized(model: Model, batch: object, generator: Generator, *, commitment: float = 0.25) -> Found:
    """VQ-VAE: total = Σ_x (-log p(x|e) + |sg(z) - e|² + commitment |z - sg(e)|²), where sg says: as a constant.

    The words e go to the vectors z that are next to them, and these hold to their words. The batch is pictures of
    pixels from 0 to 1, or a pair that begins with them. The model gives the logits of the pixels, z and e. Logs what
    comes back, and |z - e|².

    Source: A. van den Oord, O. Vinyals, K. Kavukcuoglu, Neural discrete representation learning (2017), equation 3.
    """
    x = pixels(batch)
    logits, z, e = model(x)
    back = binary_cross_entropy_with_logits(logits, x, reduction="sum")
    total = back + ((z.detach() - e) ** 2).sum() + commitment * ((z - e.detach()) ** 2).sum()
    return total, len(x), {"reconstruction": back, "distance": ((z - e) ** 2).sum()}


def elbo(model: Model, batch: object, generator: Generator, *, beta: float = 1.0, free_bits: float = 0.0) -> Found:
    """A variational autoencoder: total = Σ_x (-E_q[log p(x|z)] + beta KL(q(z|x)‖p(z))); logs both terms.

    KL = ½ Σ (μ² + σ² - 1 - log σ²) for q = N(μ, σ²) and p = N(0, 1). With `free_bits`, each number of the code costs at
    least so many nats, on average over the batch: below that it is not pressed further. The batch is pictures of pixels
    from 0 to 1, or a pair that begins with them. The model is called as model(x, generator), draws z = μ + σ ε from it,
    and gives the logits of the pixels, μ and log σ² (N, Z). Raises ValueError for pixels that are not from 0 to 1.

    Source: D. P. Kingma and M. Welling, Auto-encoding variational Bayes (2014), section 2.3 and appendix B; I. Higgins
    and others, beta-VAE (2017), for beta; D. P. Kingma and others, Improving variational inference with inverse
    autoregressive flow (2016), equation 15, for free bits.
    """
    x = pixels(batch)
    logits, mean, log_variance = model(x, generator)
    reconstruction = binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)  # (N, Z)
    paid = len(x) * kl.mean(0).clamp(min=free_bits).sum() if free_bits else kl.sum()
    return reconstruction + beta * paid, len(x), {"reconstruction": reconstruction, "kl": kl.sum()}


def denoising(
    model: Model,
    batch: object,
    generator: Generator,
    *,
    kept: Tensor,
    predicts: str = "noise",
    none: int | None = None,
    dropped: float = 0.1,
) -> Found:
    """Diffusion: total = Σ |ε - f(√ᾱ_t x + √(1 - ᾱ_t) ε, t)|², with a t and an ε drawn for each x.

    `kept` is ᾱ (T,): the share of the picture's variance that is left after t + 1 steps of noise. The batch is x
    (N, ...), or a pair that begins with it; the model is called as model(x_t, t) with t (N,) from 0 to T - 1. It
    `predicts` the "noise" ε, or "x0", which is x, or "v" = √ᾱ_t ε - √(1 - ᾱ_t) x. With `none`, the label that stands
    for no label, the batch is (x, labels), and the model is called as model(x_t, t, labels), where a share `dropped` of
    the labels has become `none`: for guidance it must know both.

    Source: J. Ho, A. Jain, P. Abbeel, Denoising diffusion probabilistic models (2020), equation 14; T. Salimans, J. Ho,
    Progressive distillation (2022), section 4, for v; J. Ho, T. Salimans, Classifier-free diffusion guidance (2022).
    """
    x = inputs(batch)
    t = torch.randint(len(kept), (len(x),), generator=generator).to(x.device)  # (N,)
    noise = torch.randn(x.shape, generator=generator, dtype=torch.float32).to(x)
    share = kept.to(x.device)[t].reshape(-1, *(1,) * (x.dim() - 1))  # (N, 1, ...)
    signal, spread = share.sqrt().to(x), (1 - share).sqrt().to(x)
    wanted = {"noise": noise, "x0": x, "v": signal * noise - spread * x}
    if predicts not in wanted:
        raise ValueError(f"denoising: predicts must be one of {', '.join(wanted)}, got {predicts!r}")
    shown: tuple[Tensor, ...] = (signal * x + spread * noise, t)
    if none is not None:
        labels = pair(batch)[1]
        left_out = torch.rand(len(x), generator=generator, dtype=torch.float32).to(x.device) < dropped
        shown += (torch.where(left_out, none, labels),)
    return ((wanted[predicts] - model(*shown)) ** 2).sum(), x.numel(), {}


def contrastive(model: Model, batch: object, generator: Generator, *, view: View, temperature: float = 0.5) -> Found:
    """Two views: total = -Σ_i log (e^(z_i·z_i' / τ) / Σ_(k≠i) e^(z_i·z_k / τ)), where i' is the other view of i.

    `view(x, generator)` draws one, as an augmentation of pictures does. The batch is x (N, ...), or a pair that begins
    with it; the model gives z (2N, Z), which is brought to length 1. In several processes each contrasts its own part
    of a batch. Logs how often the other view is the nearest.

    Source: T. Chen and others, A simple framework for contrastive learning (2020), equation 1.
    """
    x = inputs(batch)
    n = len(x)
    z = normalize(model(torch.cat((view(x, generator), view(x, generator)))), dim=1)  # (2N, Z)
    alike = (z @ z.T / temperature).masked_fill(torch.eye(2 * n, dtype=torch.bool, device=z.device), -torch.inf)
    partner = (torch.arange(2 * n, device=z.device) + n) % (2 * n)
    total = cross_entropy(alike, partner, reduction="sum")
    return total, 2 * n, {"accuracy": (alike.argmax(1) == partner).sum()}


def matching(model: Model, batch: object, generator: Generator) -> Found:
    """Pictures and their texts: total = ½ Σ_i (-log p(text i | picture i) - log p(picture i | text i)).

    Both are softmaxes of the scores within the batch, along a row and along a column. The batch is a pair of N pictures
    and N texts, and the model gives scores (N, N), pictures by texts. Logs how often the right text scores highest. In
    several processes each matches its own part of a batch.

    Source: A. Radford and others, Learning transferable visual models from natural language supervision (2021),
    figure 3.
    """
    scores = model(*pair(batch))  # (N, N)
    own = torch.arange(len(scores), device=scores.device)
    total = (cross_entropy(scores, own, reduction="sum") + cross_entropy(scores.T, own, reduction="sum")) / 2
    return total, len(scores), {"accuracy": (scores.argmax(1) == own).sum()}


def answers(logits: Tensor, y: Tensor) -> Found:
    """total = -Σ log p(y) over tokens y (M,) with logits (M, K); accuracy, and perplexity e^(total / count)."""
    total = cross_entropy(logits, y, reduction="sum")
    return total, len(y), {"accuracy": (logits.argmax(1) == y).sum(), "perplexity": ExpMean(total)}


def pair(batch: object) -> tuple[Tensor, Tensor]:
    """x and y. ValueError where the batch is no pair."""
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        raise ValueError(f"this objective takes batches that are pairs (x, y), got a {type(batch).__name__}")
    return batch[0], batch[1]


def pixels(batch: object) -> Tensor:
    """x, where the batch is x or begins with it. ValueError where it is not from 0 to 1."""
    x = inputs(batch)
    if x.numel() and (x.min() < 0 or x.max() > 1):
        raise ValueError(f"this objective takes pixels from 0 to 1, got {x.min():.4g} to {x.max():.4g}")
    return x


def inputs(batch: object) -> Tensor:
    """x, where the batch is x or begins with it."""
    x = batch[0] if isinstance(batch, (tuple, list)) else batch
    if not isinstance(x, Tensor):
        raise ValueError(f"this objective takes batches that are a tensor or begin with one, got {type(x).__name__}")
    return x
