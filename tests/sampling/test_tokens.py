"""Temperature, top-k and top-p keep their laws; a text grows token by token from a model's state."""

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from chainrule.sampling import generate, probabilities, sample_token

LOGITS = st.lists(st.one_of(st.just(-math.inf), st.integers(-8, 8).map(lambda n: n / 2)), min_size=1, max_size=12)


def some(logits: list[float]) -> Tensor:
    """Logits of which one at least is possible."""
    return torch.tensor([0.0, *logits], dtype=torch.float64)


@settings(deadline=None)
@given(LOGITS, st.floats(0.05, 20))
def test_temperature_divides_the_logits_and_what_is_impossible_stays_so(
    logits: list[float], temperature: float
) -> None:
    x = some(logits)
    p = probabilities(x, temperature=temperature)
    torch.testing.assert_close(p, (x / temperature).softmax(-1))
    assert (p[x == -math.inf] == 0).all()


@settings(deadline=None)
@given(LOGITS)
def test_temperature_zero_takes_the_most_likely_and_of_equals_the_first(logits: list[float]) -> None:
    x = some(logits)
    assert probabilities(x, temperature=0).tolist() == [float(k == int(x.argmax())) for k in range(len(x))]
    assert probabilities(x, temperature=1e-30, top_k=1).argmax() == x.argmax()


@settings(deadline=None)
@given(LOGITS, st.integers(1, 15))
def test_top_k_leaves_that_many_and_keeps_their_ratios(logits: list[float], k: int) -> None:
    x = some(logits)
    whole, p = probabilities(x), probabilities(x, top_k=k)
    kept = sorted(range(len(x)), key=lambda token: (-float(x[token]), token))[:k]
    expected = torch.zeros_like(whole)
    expected[kept] = whole[kept] / whole[kept].sum()
    torch.testing.assert_close(p, expected)


@settings(deadline=None)
@given(LOGITS, st.floats(0.01, 1))
def test_top_p_keeps_the_smallest_set_that_has_the_probability(logits: list[float], top_p: float) -> None:
    x = some(logits)
    whole, p = probabilities(x), probabilities(x, top_p=top_p)
    kept = p > 0
    assert whole[kept].sum() >= top_p - 1e-12
    assert whole[kept].sum() - whole[kept].min() < top_p + 1e-12  # one fewer would not have it
    assert whole[kept].min() >= whole[~kept].max() if (~kept).any() else True
    torch.testing.assert_close(p[kept], whole[kept] / whole[kept].sum())


def test_of_equals_top_p_keeps_those_of_the_smaller_numbers() -> None:
    assert probabilities(torch.zeros(4), top_p=0.5).tolist() == [0.5, 0.5, 0, 0]
    assert probabilities(torch.zeros(4), top_p=0.51).tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])


def test_all_of_a_distribution_is_left_by_top_p_1_also_what_is_below_rounding() -> None:
    x = torch.tensor([0.0, -40.0, -40.0])
    assert torch.equal(probabilities(x, top_p=1.0), probabilities(x))
    assert (probabilities(x, top_p=1.0) > 0).all()


def test_half_precision_and_huge_logits_give_probabilities() -> None:
    p = probabilities(torch.tensor([[1000.0, 999.0, -1000.0]], dtype=torch.bfloat16), temperature=0.01)
    assert p.dtype == torch.float32
    assert p.tolist() == [[0.5, 0.5, 0]]  # 999 rounds to 1000


@pytest.mark.parametrize(
    ("logits", "settings", "words"),
    [
        ([0.0], {"temperature": -1.0}, "temperature must be 0 or more, got -1"),
        ([0.0], {"temperature": math.nan}, "temperature must be 0 or more, got nan"),
        ([0.0], {"top_k": 0}, "top_k must be at least 1, got 0"),
        ([0.0], {"top_p": 0.0}, "top_p must be above 0 and at most 1, got 0"),
        ([0.0], {"top_p": 1.5}, "top_p must be above 0 and at most 1, got 1.5"),
        ([-math.inf, -math.inf], {}, "the largest of the logits"),
        ([0.0, math.nan], {}, "the largest of the logits"),
        ([0.0, math.inf], {}, "the largest of the logits"),
    ],
)
def test_what_leaves_nothing_to_draw_is_refused(logits: list[float], settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        probabilities(torch.tensor(logits), **settings)


def test_tokens_are_drawn_as_often_as_their_probabilities_say() -> None:
    p = torch.tensor([0.1, 0.0, 0.6, 0.3])
    drawn = sample_token(p.expand(20_000, 4), generator=Generator().manual_seed(0))
    assert drawn.shape == (20_000,)
    shares = torch.bincount(drawn, minlength=4) / 20_000
    assert (shares - p).abs().max() < 4 * math.sqrt(0.25 / 20_000)
    assert shares[1] == 0


class Sum:
    """The next token is the sum of all so far, modulo 7; what a state holds is that sum, and how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[int], int | None]] = []

    def extend(self, tokens: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        assert not torch.is_grad_enabled()
        self.asked.append((tokens[0].tolist(), None if state is None else int(state[0])))
        sums = tokens.cumsum(1) + (0 if state is None else state[:, None])
        return torch.eye(7)[sums % 7] * 50, sums[:, -1]


def test_a_text_grows_from_the_state_and_each_token_is_read_once() -> None:
    model = Sum()
    tokens = list(generate(model, torch.tensor([[1, 2], [2, 2]]), 4, temperature=0))
    assert torch.stack(tokens, 1).tolist() == [[3, 6, 5, 3], [4, 1, 2, 4]]
    assert model.asked == [([1, 2], None), ([3], 3), ([6], 6), ([5], 12)]


def test_a_text_alone_gives_single_tokens_the_same_as_in_a_batch() -> None:
    alone = list(generate(Sum(), torch.tensor([1, 2]), 4, generator=Generator().manual_seed(3)))
    assert [token.shape for token in alone] == [torch.Size([])] * 4
    assert [int(token) for token in alone] == [3, 6, 5, 3]


def test_a_text_that_has_ended_draws_nothing_else_and_the_last_ends_all() -> None:
    tokens = list(generate(Sum(), torch.tensor([[1, 2], [2, 2]]), 9, temperature=0, stop=6))
    assert torch.stack(tokens, 1).tolist() == [[3, 6, 6, 6, 6, 6, 6, 6, 6], [4, 1, 2, 4, 1, 2, 4, 1, 2]]
    tokens = list(generate(Sum(), torch.tensor([[1, 2], [2, 1]]), 9, temperature=0, stop=6))
    assert torch.stack(tokens, 1).tolist() == [[3, 6], [3, 6]]


def test_a_model_whose_context_is_full_reads_the_last_half_again() -> None:
    model = Sum()
    list(generate(model, torch.tensor([1, 2, 3]), 4, temperature=0, context=4))
    assert model.asked == [([1, 2, 3], None), ([6], 6), ([6, 5], None), ([4], 11)]
    model = Sum()
    list(generate(model, torch.arange(6), 1, context=4))
    assert model.asked == [([4, 5], None)]


def test_the_generator_decides_alone_and_grad_mode_is_as_it_was_between_tokens() -> None:
    class Even:
        def extend(self, tokens: Tensor, state: None) -> tuple[Tensor, None]:
            return torch.zeros(*tokens.shape, 50), None

    def draw(seed: int) -> list[int]:
        texts = generate(Even(), torch.zeros(1, dtype=torch.int64), 10, generator=Generator().manual_seed(seed))
        return [int(token) for token in texts if torch.is_grad_enabled()]

    torch.manual_seed(0)
    first = draw(5)
    assert len(first) == 10
    assert draw(5) == first != draw(6)


@pytest.mark.parametrize("shape", [(0,), (2, 0), (), (1, 1, 1)])
def test_a_prompt_without_a_token_is_refused_at_once(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="with at least one token"):
        generate(Sum(), torch.zeros(shape, dtype=torch.int64), 1)
