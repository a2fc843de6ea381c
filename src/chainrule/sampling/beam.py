"""Beam search: the likeliest text, looked for with several beginnings kept at every step."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from chainrule.sampling.tokens import LanguageModel


@dataclass(frozen=True)
class Beam:
    """A text that may become the answer: the tokens after the prompt, and Σ log p of them, in nats."""

    tokens: tuple[int, ...]
    log_probability: float
    finished: bool = False

    def score(self, length_penalty: float) -> float:
        """Σ log p / length^penalty: with 1 the mean over its tokens, so that a longer text is not worse for its length.

        >>> Beam((5, 2), -3.0).score(0.0), Beam((5, 2), -3.0).score(1.0)
        (-3.0, -1.5)
        """
        return self.log_probability / max(1, len(self.tokens)) ** length_penalty


def beam_search(
    model: LanguageModel,
    prompt: Tensor,
    count: int,
    width: int,
    *,
    end: int | None = None,
    length_penalty: float = 0.0,
    state: Any = None,
) -> list[Beam]:
    """At most `width` texts of at most `count` tokens after the prompt (T,), the best first.

    At each step every text is continued by every token, and the `width` best are kept. A text that `end` has ended
    stays as it is, among the others, until better ones push it out; the search is over when all have ended. Texts are
    compared by their `Beam.score`. With width 1 it is the likeliest token each time; with K^count all texts are tried.

    `state` is what the model knows before the prompt, as `Seq2Seq.begin` gives it, for one text. Every tensor in a
    state must have the texts as its first dimension, because they are put in another order. The model is to be in
    evaluation mode. Where two are as good the one with the smaller tokens comes first.

    Raises ValueError for a prompt that is not (T,) with at least one token, and for a width or count below 1.

    Source: A. Graves, Sequence transduction with recurrent neural networks (2012), section 2.5; Y. Wu and others,
    Google's neural machine translation system (2016), section 7, for the length.

    >>> class Coin:                             # heads, then heads again with 0.4 each, or tails, then surely tails
    ...     def extend(self, tokens, state):
    ...         after = torch.tensor([[0.6, 0.4], [0.4, 0.6], [0.0, 1.0]])
    ...         return after[(tokens + 1) if state is not None else 0 * tokens].log(), tokens
    >>> [beam_search(Coin(), torch.tensor([0]), 2, width)[0].tokens for width in (1, 2)]
    [(0, 1), (1, 1)]
    """
    if prompt.dim() != 1 or not len(prompt):
        raise ValueError(f"beam_search: prompt must be (T,) with at least one token, got shape {tuple(prompt.shape)}")
    if width < 1 or count < 1:
        raise ValueError(f"beam_search: width and count must be at least 1, got {width} and {count}")
    beams, unread = [Beam((), 0.0)], prompt[None]  # (B, T) of those that are not finished
    for _ in range(count):
        with torch.no_grad():
            logits, state = model.extend(unread, state)  # (B, T, K)
        log_p = logits[:, -1].double().log_softmax(-1)  # (B, K)
        going = [beam for beam in beams if not beam.finished]
        candidates = [(beam, 0) for beam in beams if beam.finished]
        candidates += continued(going, log_p, width, end)
        candidates.sort(key=lambda each: (-each[0].score(length_penalty), each[0].tokens))
        kept = candidates[:width]
        beams = [beam for beam, _ in kept]
        if all(beam.finished for beam in beams):
            break
        rows = torch.tensor([row for beam, row in kept if not beam.finished], device=prompt.device)
        unread = torch.tensor([[beam.tokens[-1]] for beam in beams if not beam.finished], device=prompt.device)
        state = chosen(state, rows)
    return beams


def continued(beams: Sequence[Beam], log_p: Tensor, width: int, end: int | None) -> list[tuple[Beam, int]]:
    """The `width` likeliest continuations of each text, with its row: no other can be among the best of all.

    What is impossible, with a logit of -inf, is none.
    """
    best, tokens = log_p.sort(dim=-1, descending=True, stable=True)  # (B, K)
    found = []
    for row, beam in enumerate(beams):
        for value, token in zip(best[row, :width].tolist(), tokens[row, :width].tolist(), strict=True):
            if value > -math.inf:
                found.append((Beam((*beam.tokens, token), beam.log_probability + value, token == end), row))
    return found


def chosen(state: Any, rows: Tensor) -> Any:
    """The state of these texts alone, in this order: by the first dimension of each tensor in tuples, lists and dicts.

    >>> chosen((torch.tensor([5, 6, 7]), None), torch.tensor([2, 0, 0]))
    (tensor([7, 5, 5]), None)
    """
    if isinstance(state, Tensor):
        return state.index_select(0, rows)
    if isinstance(state, dict):
        return {name: chosen(each, rows) for name, each in state.items()}
    if isinstance(state, tuple) and hasattr(state, "_fields"):
        return type(state)(*(chosen(each, rows) for each in state))
    if isinstance(state, (tuple, list)):
        return type(state)(chosen(each, rows) for each in state)
    return state
