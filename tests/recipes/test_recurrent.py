"""What the recipes of recurrent networks say, from trainings of a few steps, and what is drawn from them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from chainrule.models.build import count_parameters
from chainrule.models.char_rnn import LAYERS, CharRNN
from chainrule.recipes import Asked, Options, recipe, recurrent, seq2seq_reverse
from chainrule.recipes.recurrent import Budget, largest

LINES = ["ann", "bob", "eve", "max", "tom"] * 4
TEXT = "to be or not to be. " * 2100


@pytest.mark.parametrize("weights", [2_000, 50_000])
@pytest.mark.parametrize("kind", list(LAYERS))
def test_the_largest_network_within_the_budget_has_no_room_for_one_more_unit(kind: str, weights: int) -> None:
    config = largest(kind, 27, Budget(weights, embedding=8, epochs=1))
    assert count_parameters(CharRNN(config)) <= weights
    wider = CharRNN(type(config)(27, kind, 8, config.hidden + 1))
    assert count_parameters(wider) > weights


@pytest.mark.parametrize("kind", list(LAYERS))
def test_both_data_sets_are_in_the_table_and_lines_are_drawn(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recurrent, "NAMES", Budget(2_000, 8, 1))
    monkeypatch.setattr(recurrent, "TEXT", Budget(3_000, 8, 1))
    monkeypatch.setattr(recurrent, "SEEDS", (0, 1))
    for reader in (Options, Asked):
        monkeypatch.setattr(reader, "load", lambda self, name: SimpleNamespace(text=TEXT, lines=LINES))
    outcome = recipe(kind).run(Options(kind, out=tmp_path))
    assert [number.label for number in outcome.numbers] == ["dev, names", "val, tiny Shakespeare"]
    assert outcome.seeds == (0, 1)
    assert "| names            |            2,000 |" in outcome.details
    assert "±" in outcome.details
    asked = Asked(kind, tmp_path, torch.Generator().manual_seed(0), count=20, prompt="to be")
    drawn = "".join(recipe(kind).sample(asked))
    assert drawn.startswith("to be")
    assert len(drawn) == len("to be") + 20 + len("\n")


def test_words_are_written_backwards_with_and_without_attention(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seq2seq_reverse, "EXAMPLES", 40)
    monkeypatch.setattr(seq2seq_reverse, "EPOCHS", 1)
    outcome = recipe("seq2seq-reverse").run(Options("seq2seq-reverse", out=tmp_path))
    assert list(outcome.pictures) == ["by-length"]
    assert "| without " in outcome.details
    assert not outcome.passes
    asked = Asked("seq2seq-reverse", tmp_path, torch.Generator().manual_seed(0), prompt="abc hello")
    lines = "".join(recipe("seq2seq").sample(asked)).splitlines()
    assert [line.partition(" -> ")[0] for line in lines] == ["abc", "hello"]
    some = Asked("seq2seq-reverse", tmp_path, torch.Generator().manual_seed(0), count=3)
    assert len("".join(recipe("seq2seq").sample(some)).splitlines()) == 3


def test_the_answer_to_a_word_is_that_word_backwards() -> None:
    source, target = seq2seq_reverse.words(torch.tensor([4, 2, 1]), torch.Generator().manual_seed(0))
    for word, answer in zip(source, target, strict=True):
        letters = seq2seq_reverse.ALPHABET.decode(word[word != 0])
        assert seq2seq_reverse.ALPHABET.decode(answer[answer != 0]) == f"<{letters[::-1]}>"
