"""Models of n-grams: tables held to counting by hand, gradients that find the table, networks beside their twins."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from chainrule import nn, optim
from chainrule.data import Names, load, split_names
from chainrule.models.bigram import Bigram, CountBigram
from chainrule.models.neural_ngram import NeuralNgram, NeuralNgramConfig
from chainrule.models.ngram import Ngram
from chainrule.models.residual_ngram import Block, DeepNgram, DeepNgramConfig
from chainrule.training.objectives import next_token

K = 5
TEXTS = st.lists(st.lists(st.integers(0, K - 1), min_size=8, max_size=8), min_size=1, max_size=4).map(torch.tensor)
TOKENS = torch.randint(K, (3, 9), generator=Generator().manual_seed(1))


def nats(model: nn.Module, tokens: Tensor, counts: Tensor) -> float:
    """The mean negative log-likelihood of a token that counts."""
    with torch.no_grad():
        total, count, _ = next_token(model, (tokens, counts), Generator())
    return float(total) / count


def some(name: str) -> nn.Module:
    draw = Generator().manual_seed(0)
    deep = {"classes": K, "context": 4, "embedding": 3, "width": 6, "blocks": 3}
    return {
        "count bigram": lambda: CountBigram(K).count(TOKENS),
        "bigram": lambda: drawn(Bigram(K)),
        "ngram": lambda: Ngram(K, 3).count(TOKENS),
        "ngram, back-off": lambda: Ngram(K, 4, 1.0, back_off=True).count(TOKENS),
        "neural": lambda: NeuralNgram(NeuralNgramConfig(K, 3, 4, 6), generator=draw),
        "residual": lambda: DeepNgram(DeepNgramConfig(**deep), generator=draw),
        "deep": lambda: DeepNgram(DeepNgramConfig(**deep, skip=False), generator=draw),
        "plain": lambda: DeepNgram(DeepNgramConfig(**deep, skip=False, normalization=False), generator=draw),
    }[name]()


def drawn(model: nn.Module) -> nn.Module:
    for parameter in model.parameters():
        nn.init.normal_(parameter, generator=Generator().manual_seed(0))
    return model


NAMES = ["count bigram", "bigram", "ngram", "ngram, back-off", "neural", "residual", "deep", "plain"]


@pytest.mark.parametrize("name", NAMES)
def test_a_text_read_in_pieces_gives_the_logits_of_the_whole(name: str) -> None:
    model, state, pieces = some(name), None, []
    for piece in TOKENS.split([4, 1, 1, 3], dim=1):
        logits, state = model.extend(piece, state)
        pieces.append(logits)
    torch.testing.assert_close(torch.cat(pieces, 1), model(TOKENS))


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_later_changes_nothing_and_what_is_long_past_neither(name: str) -> None:
    model, other = some(name), TOKENS.clone()
    other[:, 2] = (other[:, 2] + 1) % K
    before, after = model(TOKENS), model(other)
    assert torch.equal(before[:, :2], after[:, :2])
    assert not torch.equal(before[:, 2], after[:, 2])
    assert torch.equal(before[:, 6:], after[:, 6:])  # no context here is longer than four


@pytest.mark.parametrize("name", NAMES)
def test_no_text_gives_no_logits_and_strided_tokens_those_of_the_same_in_a_row(name: str) -> None:
    model = some(name)
    assert model(TOKENS[:0]).shape == (0, 9, K)
    assert torch.equal(model(TOKENS.T.contiguous().T), model(TOKENS))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_each_is_one_graph_for_a_compiler_and_computes_under_autocast(name: str) -> None:
    model = some(name)
    compiled = torch.compile(model, fullgraph=True, backend="eager")
    torch.testing.assert_close(compiled(TOKENS), model(TOKENS))
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(TOKENS).float()
    torch.testing.assert_close(logits.softmax(-1), model(TOKENS).softmax(-1), rtol=0.05, atol=0.02)


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.sampled_from([0.0, 0.1, 1.0]))
def test_a_table_of_bigrams_is_that_of_counting_by_hand(tokens: Tensor, k: float) -> None:
    table = CountBigram(K, k).count(tokens).table()
    for x in range(K):
        seen = [sum((a, b) == (x, y) for row in tokens.tolist() for a, b in pairwise(row)) for y in range(K)]
        total = sum(seen) + k * K
        expected = [(each + k) / total if total else 1 / K for each in seen]
        assert table[x].tolist() == pytest.approx(expected)


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.integers(2, 4), st.sampled_from([0.0, 0.1, 3.0]), st.booleans())
def test_probabilities_of_ngrams_sum_to_1_and_are_those_of_the_formula(
    tokens: Tensor, n: int, k: float, back_off: bool
) -> None:
    model = Ngram(K, n, k, back_off=back_off).count(tokens)
    h = torch.cartesian_prod(*[torch.arange(K)] * (n - 1)).reshape(-1, n - 1)
    p = model.after(h)
    torch.testing.assert_close(p.sum(-1), torch.ones(len(h)))
    padded = [[0] * (n - 2) + row for row in tokens.tolist()]

    def seen(before: tuple[int, ...], y: int) -> int:
        """How often y came after these; the first n - 1 of a row come after nothing."""
        return sum(
            tuple(row[place - len(before) : place]) == before and row[place] == y
            for row in padded
            for place in range(n - 1, len(row))
        )

    def expected(before: tuple[int, ...], y: int) -> float:
        total = sum(seen(before, other) for other in range(K))
        if not back_off:
            return (seen(before, y) + k) / (total + k * K) if total + k else 1 / K
        shorter = expected(before[1:], y) if before else 1 / K
        return (seen(before, y) + k * shorter) / (total + k) if total + k else shorter

    for row in range(0, len(h), 7):
        before = tuple(h[row].tolist())
        assert p[row].tolist() == pytest.approx([expected(before, y) for y in range(K)], abs=1e-6)


def test_a_bigram_is_an_ngram_of_two_and_what_does_not_count_is_not_counted() -> None:
    tokens, counts = torch.tensor([[0, 1, 2, 0, 0]]), torch.tensor([[False, True, True, True, False]])
    table = CountBigram(3, 0.5).count(tokens, counts).table()
    torch.testing.assert_close(Ngram(3, 2, 0.5).count(tokens, counts).after(torch.arange(3)[:, None]), table)
    assert table[0].tolist() == pytest.approx([0.5 / 2.5, 1.5 / 2.5, 0.5 / 2.5])


@pytest.mark.needs("data sets")
def test_gradients_find_the_table_of_counts() -> None:
    _, names, _, _ = split_names(load("names").lines)
    batch = (names.tokens[:500], names.counts[:500])
    counted = nats(CountBigram(27, k=0).count(*batch), *batch)
    model = Bigram(27, fused=True)
    optimizer = optim.Adam(model.parameters(), lr=0.3)
    for _ in range(150):
        optimizer.zero_grad()
        total, count, _ = next_token(model, batch, Generator())
        (total / count).backward()
        optimizer.step()
    assert counted < nats(model, *batch) < counted + 1e-3


@pytest.mark.needs("data sets")
def test_all_names_have_the_likelihood_that_everybody_finds() -> None:
    lines = load("names").lines
    names = Names.of(lines, split_names(lines)[0])
    assert nats(CountBigram(27, k=0).count(names.tokens, names.counts), names.tokens, names.counts) == pytest.approx(
        2.4540, abs=1e-4
    )


def test_a_row_that_is_looked_up_is_one_hot_times_the_weights() -> None:
    model = drawn(Bigram(K))
    multiplied = model(TOKENS)
    assert torch.equal(nn.fuse(model)(TOKENS), multiplied)
    assert model.fused


class NeuralTwin(torch.nn.Module):
    """Letters before, their vectors side by side, tanh."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = torch.nn.Embedding(K, 4)
        self.hidden = torch.nn.Linear(12, 6)
        self.out = torch.nn.Linear(6, K)

    def forward(self, tokens: Tensor) -> Tensor:
        padded = torch.nn.functional.pad(tokens, (2, 0))
        x = torch.stack([self.embedding(padded[:, t : t + 3]).flatten(1) for t in range(tokens.shape[1])], 1)
        return self.out(torch.tanh(self.hidden(x)))


class DeepTwin(torch.nn.Module):
    def __init__(self, normalization: bool, skip: bool) -> None:
        super().__init__()
        self.skip = skip
        norm = (lambda: torch.nn.LayerNorm(6)) if normalization else torch.nn.Identity
        self.embedding = torch.nn.Embedding(K, 3)
        self.into = torch.nn.Linear(12, 6)
        self.blocks = torch.nn.ModuleList()
        for _ in range(3):
            block = torch.nn.Module()
            block.norm, block.linear1, block.linear2 = norm(), torch.nn.Linear(6, 6), torch.nn.Linear(6, 6)
            self.blocks.append(block)
        self.norm = norm()
        self.out = torch.nn.Linear(6, K)

    def forward(self, tokens: Tensor) -> Tensor:
        padded = torch.nn.functional.pad(tokens, (3, 0))
        x = torch.stack([self.embedding(padded[:, t : t + 4]).flatten(1) for t in range(tokens.shape[1])], 1)
        x = self.into(x)
        for block in self.blocks:
            f = block.linear2(torch.relu(block.linear1(block.norm(x))))
            x = x + f if self.skip else torch.relu(f)
        return self.out(self.norm(x))


TWINS = {
    "neural": NeuralTwin,
    "residual": lambda: DeepTwin(True, True),
    "deep": lambda: DeepTwin(True, False),
    "plain": lambda: DeepTwin(False, False),
}


@pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])
@pytest.mark.parametrize("name", list(TWINS))
def test_logits_and_gradients_are_those_of_the_twin(name: str, fused: bool) -> None:
    ours, twin = nn.fuse(some(name), fused).double(), TWINS[name]().double()
    twin.load_state_dict(ours.state_dict())
    y, expected = ours(TOKENS), twin(TOKENS)
    torch.testing.assert_close(y, expected, rtol=1e-9, atol=1e-9)
    found = (torch.autograd.grad((each**2).sum(), list(m.parameters())) for each, m in ((y, ours), (expected, twin)))
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ["neural", "residual", "deep", "plain"])
def test_at_first_all_tokens_are_nearly_as_likely_as_one_another(name: str) -> None:
    assert nats(some(name), TOKENS, TOKENS >= 0) == pytest.approx(math.log(K), abs=0.1)


def test_a_residual_block_whose_second_weights_are_zero_is_the_identity() -> None:
    block, x = Block(6), torch.randn(2, 6, generator=Generator().manual_seed(0))
    for parameter in block.linear2.parameters():
        nn.init.zeros_(parameter)
    assert torch.equal(block(x), x)


def test_the_gradient_comes_back_through_many_blocks_only_along_the_skips() -> None:
    def gradient(skip: bool) -> float:
        config = DeepNgramConfig(K, 4, 3, 16, blocks=40, normalization=False, skip=skip)
        model = DeepNgram(config, generator=Generator().manual_seed(0))
        for module in model.modules():
            if isinstance(module, nn.Linear):
                module.weight.data *= 0.5  # as N(0, σ²) with another σ would begin
        logits = model(TOKENS)
        nn.functional.cross_entropy(logits.flatten(0, 1), TOKENS.flatten()).backward()
        return float(model.into.weight.grad.norm())

    assert gradient(skip=True) > 1e-3
    assert gradient(skip=False) < 1e-9


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: CountBigram(5, -1), "k must be 0 or more, got -1"),
        (lambda: Ngram(5, 1), "n must be at least 2 and k 0 or more, got n=1"),
        (lambda: Ngram(5, 3, -0.5), "got n=3 and k=-0.5"),
        (lambda: Ngram(100, 5), r"a table of 100\^5 entries is too large"),
        (lambda: NeuralNgramConfig(5, context=0), "NeuralNgramConfig: context must be at least 1, got 0"),
        (lambda: DeepNgramConfig(5, blocks=0), "DeepNgramConfig: blocks must be at least 1, got 0"),
        (lambda: some("neural")(torch.zeros(3, dtype=torch.int64)), r"NeuralNgram takes tokens of shape \(N, T\)"),
    ],
)
def test_what_does_not_fit_is_refused(make, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        make()
