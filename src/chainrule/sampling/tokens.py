"""Texts, one token after another: temperature, top-k, top-p, and the loop that asks a model for the next token."""

import math
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import torch
from torch import Generator, Tensor


class LanguageModel(Protocol):
    """What can be asked how a text goes on."""

    def extend(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Logits (N, T, K) after each of the tokens (N, T), and the state after them; `state` is None at first."""
        ...


def probabilities(
    logits: Tensor, *, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Tensor:
    """p = softmax(logits / temperature), of which all but the most likely tokens may be left out.

    `temperature` 0 gives the most likely token the probability 1. `top_k` leaves that many tokens; `top_p` then leaves
    the smallest set of tokens that has at least the probability p. What is left is divided by its sum. Of tokens that
    are as likely as one another those with the smaller number come first. A logit of -inf is an impossible token.

    Shapes: (..., K) -> (..., K). Raises ValueError for a temperature below 0, a `top_k` below 1, a `top_p` that is not
    above 0 and at most 1, and for logits that are NaN, inf, or all -inf.

    >>> logits = torch.tensor([4.0, 2.0, 1.0, 1.0]).log()
    >>> probabilities(logits)
    tensor([0.5000, 0.2500, 0.1250, 0.1250])
    >>> probabilities(logits, top_k=3)
    tensor([0.5714, 0.2857, 0.1429, 0.0000])
    >>> probabilities(logits, top_p=0.6)
    tensor([0.6667, 0.3333, 0.0000, 0.0000])
    >>> probabilities(logits, temperature=0.5)
    tensor([0.7273, 0.1818, 0.0455, 0.0455])

    Source: A. Fan, M. Lewis, Y. Dauphin, Hierarchical neural story generation (2018), for top-k; A. Holtzman and
    others, The curious case of neural text degeneration (2020), section 3.1, for top-p.
    """
    check(logits, temperature, top_k, top_p)
    logits = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    ranked, order = logits.sort(dim=-1, descending=True, stable=True)  # (..., K), the most likely token first
    ranked = ranked - ranked[..., :1]  # the largest is 0, so that nothing overflows
    if temperature == 0:
        top_k = 1
    else:
        ranked = ranked / temperature
    if top_k is not None:
        ranked[..., top_k:] = -math.inf
    p = ranked.softmax(-1)
    if top_p is not None and top_p < 1:
        before = p.cumsum(-1, dtype=torch.float64) - p  # the probability of all that are more likely
        p = p.masked_fill(before >= top_p, 0.0)
        p = p / p.sum(-1, keepdim=True)
    return torch.zeros_like(p).scatter(-1, order, p)


def check(logits: Tensor, temperature: float, top_k: int | None, top_p: float | None) -> None:
    """ValueError unless these are logits to draw by, and settings that leave something."""
    if not 0 <= temperature < math.inf:
        raise ValueError(f"probabilities: temperature must be 0 or more, got {temperature}")
    if top_k is not None and top_k < 1:
        raise ValueError(f"probabilities: top_k must be at least 1, got {top_k}")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"probabilities: top_p must be above 0 and at most 1, got {top_p}")
    if not logits.dim() or not logits.amax(-1).isfinite().all():
        raise ValueError("probabilities: the largest of the logits (..., K) must be a finite number")


def sample_token(p: Tensor, *, generator: Generator | None = None) -> Tensor:
    """A token drawn from each row of probabilities (..., K): (...), int64.

    >>> sample_token(torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
    tensor([1, 0])
    """
    rows = p.reshape(-1, p.shape[-1]).cpu()
    return torch.multinomial(rows, 1, generator=generator).reshape(p.shape[:-1]).to(p.device)


def generate(
    model: LanguageModel,
    prompt: Tensor,
    count: int,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    stop: int | None = None,
    context: int | None = None,
    state: Any = None,
    generator: Generator | None = None,
) -> Iterator[Tensor]:
    """Tokens one by one as they are drawn, at most `count`: each is (N,) for a prompt (N, T), and () for one (T,).

    The model reads the prompt once and each token once; what it has read it keeps in its state. It is to be in
    evaluation mode. `probabilities` says what `temperature`, `top_k` and `top_p` do. Once a text has drawn `stop` it
    draws nothing else, and when all have, the tokens end. A model that can hold only so many tokens, as one that
    learned its positions, is given that number as `context`: when it is full, the last half of it is read anew. `state`
    is what it knows before the prompt, as `Seq2Seq.begin` gives it.

    Raises ValueError for a prompt of no tokens: begin with the token that begins a text.

    >>> class Counting:
    ...     def extend(self, tokens, state):
    ...         return torch.eye(5)[(tokens + 1) % 5], None
    >>> [int(token) for token in generate(Counting(), torch.tensor([2]), 9, temperature=0, stop=1)]
    [3, 4, 0, 1]
    """
    if prompt.dim() not in (1, 2) or not prompt.shape[-1]:
        raise ValueError(f"generate: prompt must be (T,) or (N, T) with at least one token, got {tuple(prompt.shape)}")

    def draw(logits: Tensor) -> Tensor:
        p = probabilities(logits, temperature=temperature, top_k=top_k, top_p=top_p)
        return sample_token(p, generator=generator)

    text = prompt.reshape(-1, prompt.shape[-1])  # (N, T)
    return (token.reshape(prompt.shape[:-1]) for token in drawn(model, text, count, draw, stop, context, state))


def drawn(
    model: LanguageModel,
    text: Tensor,
    count: int,
    draw: Callable[[Tensor], Tensor],
    stop: int | None = None,
    context: int | None = None,
    begin: Any = None,
) -> Iterator[Tensor]:
    """Tokens (N,) after the text (N, T), each drawn by `draw` from logits (N, K)."""
    state, unread, held = begin, text, 0
    ended = torch.zeros(len(text), dtype=torch.bool, device=text.device)
    for _ in range(count):
        if context is not None and held + unread.shape[1] > context:
            state, unread, held = begin, text[:, -max(1, context // 2) :], 0
        with torch.no_grad():
            logits, state = model.extend(unread, state)  # (N, T, K)
        held += unread.shape[1]
        token = draw(logits[:, -1])  # (N,)
        if stop is not None:
            token = torch.where(ended, stop, token)
            ended |= token == stop
        yield token
        if stop is not None and ended.all():
            return
        unread = token[:, None]
        text = torch.cat((text, unread), 1)
