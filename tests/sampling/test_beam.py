"""Beam search: greedy with one beam, exact with enough of them, and what has ended stays."""

from itertools import product
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from chainrule.models.char_rnn import CharRNN, CharRNNConfig
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.models.seq2seq import Seq2Seq, Seq2SeqConfig
from chainrule.sampling import generate
from chainrule.sampling.beam import Beam, beam_search

PROMPT = torch.tensor([1, 2])
END = 0


class Table:
    """A model whose log-probabilities after each text are random and differ: the text is its state."""

    def __init__(self, seed: int, classes: int = 3) -> None:
        self.seed, self.classes = seed, classes

    def extend(self, tokens: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        text = tokens if state is None else torch.cat((state, tokens), 1)
        rows = [torch.stack([self.after(row[: t + 1]) for t in range(len(row))]) for row in text]
        return torch.stack(rows)[:, -tokens.shape[1] :], text

    def after(self, text: Tensor) -> Tensor:
        chance = torch.Generator().manual_seed(hash((self.seed, *text.tolist())) % 2**31)
        return 2 * torch.randn(self.classes, generator=chance, dtype=torch.float64)


def log_probability(model: Any, tokens: tuple[int, ...]) -> float:
    text = torch.cat((PROMPT, torch.tensor(tokens)))[None]
    logits, _ = model.extend(text, None)
    log_p = logits.double().log_softmax(-1)[0, len(PROMPT) - 1 : -1]
    return float(log_p.gather(1, torch.tensor(tokens)[:, None]).sum())


def all_texts(classes: int, count: int) -> set[tuple[int, ...]]:
    """Each up to its end, if it has one."""
    texts = product(range(classes), repeat=count)
    return {text[: text.index(END) + 1] if END in text else text for text in texts}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from([0.0, 0.7, 1.0]))
def test_with_all_texts_in_the_beam_the_best_one_is_found(seed: int, count: int, penalty: float) -> None:
    model = Table(seed)
    found = beam_search(model, PROMPT, count, 3**count, end=END, length_penalty=penalty)
    scores = {text: log_probability(model, text) / len(text) ** penalty for text in all_texts(3, count)}
    ranked = sorted(scores, key=lambda text: (-scores[text], text))
    assert [beam.tokens for beam in found] == ranked
    assert found[0].log_probability == pytest.approx(log_probability(model, ranked[0]))
    assert sum(torch.tensor([beam.log_probability for beam in found]).exp()) == pytest.approx(1)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_one_beam_is_greedy(seed: int) -> None:
    model = Table(seed, classes=5)
    [beam] = beam_search(model, PROMPT, 6, 1, end=END)
    greedy = [int(token) for token in generate(model, PROMPT, 6, temperature=0, stop=END)]
    assert list(beam.tokens) == greedy


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8))
def test_what_is_found_has_the_probability_that_the_model_gives_it(seed: int, width: int) -> None:
    model = Table(seed, classes=4)
    beams = beam_search(model, PROMPT, 5, width, end=END)
    assert len({beam.tokens for beam in beams}) == len(beams) <= width
    for beam in beams:
        assert beam.log_probability == pytest.approx(log_probability(model, beam.tokens))
        assert beam.finished == (beam.tokens[-1] == END)
        assert END not in beam.tokens[:-1]
    scores = [beam.score(0.0) for beam in beams]
    assert scores == sorted(scores, reverse=True)


class Scripted:
    """Probabilities of the end, a and b after each text, by the text itself."""

    def __init__(self, table: dict[str, tuple[float, float, float]]) -> None:
        self.table, self.asked = table, []

    def extend(self, tokens: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        text = tokens if state is None else torch.cat((state, tokens), 1)
        names = ["".join(".ab"[token] for token in row[2:]) for row in text.tolist()]
        self.asked.append(names)
        return torch.tensor([self.table[name] for name in names], dtype=torch.float64).log()[:, None], text


TABLE = {
    "": (0.4, 0.6, 0.0),  # the end at once, or a
    "a": (0.0, 0.5, 0.5),
    "aa": (0.9, 0.1, 0.0),
    "ab": (0.9, 0.0, 0.1),
    "aaa": (1.0, 0.0, 0.0),
}


def texts(beams: list[Beam]) -> list[str]:
    return ["".join(".ab"[token] for token in beam.tokens) for beam in beams]


def test_a_text_that_has_ended_stays_while_the_others_go_on() -> None:
    model = Scripted(TABLE)
    beams = beam_search(model, PROMPT, 3, 2, end=END)
    assert texts(beams) == [".", "aa."]  # 0.4 before 0.6 * 0.5 * 0.9 = 0.27
    assert model.asked == [[""], ["a"], ["aa"]]  # nobody asks how the ended one goes on


def test_normalized_by_its_length_a_longer_text_may_win() -> None:
    beams = beam_search(Scripted(TABLE), PROMPT, 3, 3, end=END, length_penalty=1.0)
    assert texts(beams)[:2] == ["aa.", "ab."]  # log(0.27) / 3 is above log(0.4)


def test_when_all_have_ended_the_search_is_over() -> None:
    model = Scripted({"": (1.0, 0.0, 0.0)})
    [beam] = beam_search(model, PROMPT, 10, 1, end=END)
    assert beam == Beam((END,), 0.0, finished=True)
    assert model.asked == [[""]]


def test_the_states_of_our_models_go_with_their_beams() -> None:
    chance = torch.Generator().manual_seed(0)
    networks = [CharRNN(CharRNNConfig(5, kind, 4, 8, layers=2), chance) for kind in ("rnn", "lstm", "gru")]
    for network in [*networks, GPT(GPTConfig(5, context=8, layers=1, heads=1, width=8), chance)]:
        network.double().eval()
        for parameter in network.parameters():
            torch.nn.init.normal_(parameter, generator=chance)
        for beam in beam_search(network, PROMPT, 5, 4, end=END):
            assert beam.log_probability == pytest.approx(log_probability(network, beam.tokens))


def test_a_source_is_a_state_to_begin_with() -> None:
    model = Seq2Seq(Seq2SeqConfig(6, 5, 4, 8), torch.Generator().manual_seed(0)).double().eval()
    source = torch.tensor([[3, 4, 5]])
    for beam in beam_search(model, torch.tensor([1]), 4, 3, end=END, state=model.begin(source)):
        target = torch.tensor([[1, *beam.tokens]])
        log_p = model(source, target[:, :-1]).log_softmax(-1).gather(2, target[:, 1:, None])
        assert beam.log_probability == pytest.approx(float(log_p.sum()))


@pytest.mark.parametrize(
    ("prompt", "count", "width", "words"),
    [
        (torch.zeros(0, dtype=torch.int64), 1, 1, "at least one token, got shape \\(0,\\)"),
        (torch.zeros(1, 2, dtype=torch.int64), 1, 1, "must be \\(T,\\)"),
        (PROMPT, 0, 1, "at least 1, got 1 and 0"),
        (PROMPT, 1, 0, "at least 1, got 0 and 1"),
    ],
)
def test_what_cannot_be_searched_is_refused(prompt: Tensor, count: int, width: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        beam_search(Table(0), prompt, count, width)
