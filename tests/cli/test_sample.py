"""`chainrule sample` as a person meets it: texts as they come, pictures in a file, and what is missing in words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import torch
from click.testing import CliRunner, Result

from chainrule import nn, recipes
from chainrule.cli.sample import sample, show
from chainrule.data import BytePairs, Characters
from chainrule.models.bigram import CountBigram
from chainrule.recipes import Asked, Options, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.svg import Svg

ALPHABET = Characters(".abn")
TEXT = ".anna.banana."  # after a mostly n, after n mostly a


def model(classes: int = 4) -> CountBigram:
    return CountBigram(classes, k=0).count(ALPHABET.encode(TEXT).tokens[None])


def trained(folder: Path, *, quick: bool = False, part: str = "", recipe: str = "ana", weights: Any = None) -> None:
    """What `chainrule train` would leave."""
    Options(recipe, quick=quick, out=folder).save(weights or model(), part)


def names(asked: Asked) -> Iterator[str]:
    return asked.names(asked.restored(CountBigram(4, k=0), "seed"), ALPHABET)


def text(asked: Asked) -> Iterator[str]:
    return asked.text(asked.restored(CountBigram(4, k=0)), ALPHABET, usual=6, start=".")


def nothing(options: Options) -> Outcome:
    raise NotImplementedError


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in a folder of its own, with a recipe that is drawn from by this sampler."""
    monkeypatch.chdir(tmp_path)

    def call(sampler: Any, *arguments: str) -> Result:
        monkeypatch.setattr(recipes, "recipe", lambda name: Recipe(name, "", "", "", nothing, sample=sampler))
        return CliRunner().invoke(sample, ["ana", *arguments])

    return call


def test_names_come_a_line_each_and_begin_with_the_prompt(call: Callable[..., Result]) -> None:
    trained(Path("runs/ana"), part="seed 0")
    done = call(names, "--count", "3", "--prompt", "ba", "--seed", "1")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("ba") and set(line) <= set("abn") for line in lines)
    assert call(names, "--count", "3", "--prompt", "ba", "--seed", "1").stdout == done.stdout
    assert call(names, "--count", "20", "--seed", "2").stdout != call(names, "--count", "20", "--seed", "3").stdout


def test_a_text_goes_on_by_the_most_likely_where_the_temperature_is_zero(call: Callable[..., Result]) -> None:
    trained(Path("runs/ana"))
    assert call(text, "--temperature", "0").stdout == "ananan\n"
    assert call(text, "--top-k", "1", "--count", "3", "--prompt", ".b").stdout == ".bana\n"
    assert call(text, "--top-p", "0.01", "--count", "3").stdout == "ana\n"


def test_a_text_is_shown_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(click, "echo", lambda piece, nl: told.append(piece))

    def pieces() -> Iterator[str]:
        for number in range(3):
            assert len(told) == number  # what came before is on the screen
            yield str(number)

    show(pieces(), None, Path())
    assert told == ["0", "1", "2"]


def test_a_character_of_several_tokens_comes_whole(tmp_path: Path) -> None:
    class Euros(nn.Module):
        def extend(self, tokens: torch.Tensor, state: None) -> tuple[torch.Tensor, None]:
            after = {0x20: 0xE2, 0xE2: 0x82, 0x82: 0xAC, 0xAC: 0x20}
            following = tokens.clone().apply_(after.__getitem__)
            return 100 * torch.eye(256)[following], None

    asked = Asked("euros", tmp_path, torch.Generator())
    assert list(asked.text(Euros(), BytePairs(), 7, start=" ")) == ["", "€", " ", "€", "\n"]
    assert list(asked.text(Euros(), BytePairs(), 1, start=" ")) == ["", "\n"]  # cut short amid a character


def test_pictures_go_into_a_file(call: Callable[..., Result], tmp_path: Path) -> None:
    trained(Path("runs/ana"))
    done = call(lambda asked: torch.zeros(asked.how_many(4), 1, 5, 5), "--count", "2")
    assert done.stdout == "picture: runs/ana/sample.png\n"
    assert (tmp_path / "runs/ana/sample.png").read_bytes().startswith(b"\x89PNG")
    done = call(lambda asked: Svg("<svg/>"), "--to", "drawing.svg")
    assert done.stdout == "picture: drawing.svg\n"
    assert (tmp_path / "drawing.svg").read_text() == "<svg/>"
    assert call(lambda asked: Svg("<svg/>"), "--to", "none/such.svg").stderr.startswith("error: none/such.svg: No such")


def test_a_quick_run_and_one_elsewhere_are_drawn_from_where_that_is_asked(call: Callable[..., Result]) -> None:
    trained(Path("runs/ana-quick"), quick=True)
    trained(Path("elsewhere"))
    assert call(text, "--quick").exit_code == 0
    assert call(text, "--run", "elsewhere").exit_code == 0


@pytest.mark.parametrize(
    ("left", "arguments", "words"),
    [
        ({}, ["--quick"], "ana is not trained: runs/ana-quick holds no weights\n  fix: chainrule train ana --quick\n"),
        ({}, ["--prompt", "Ü"], "the prompt is none that ana can go on from: Characters: 'Ü' is none of the 4 letters"),
        ({"quick": True}, [], "model.safetensors is refused: it is of another run: quick is True there, and False was"),
        ({"recipe": "other"}, [], "is refused: it is of another run: recipe is other there, and ana was asked for"),
        ({"weights": nn.Linear(2, 2)}, [], "model.safetensors is refused: "),
        (None, [], "ana is not trained: runs/ana holds no weights\n  fix: chainrule train ana\n"),
    ],
)
def test_what_cannot_be_drawn_from_is_told(
    left: dict[str, Any] | None, arguments: list[str], words: str, call: Callable[..., Result]
) -> None:
    if left is not None:
        trained(Path("runs/ana"), **left)
    done = call(text, *arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith("error: ")
    assert words in done.stderr


def test_a_recipe_without_a_sampler_is_told(call: Callable[..., Result]) -> None:
    done = call(None)
    assert done.exit_code == 2
    assert done.stderr == "error: ana is nothing to draw from: it tells, and makes nothing\n"


def test_an_unknown_recipe_is_told_with_the_near_ones() -> None:
    done = CliRunner().invoke(sample, ["bigrma"])
    assert done.exit_code == 2
    assert done.stderr.startswith("error: there is no recipe bigrma\n  near it: bigram")


@pytest.mark.slow
@pytest.mark.needs("data sets")
def test_what_train_leaves_is_what_sample_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chainrule.cli.train import train

    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    assert CliRunner().invoke(train, ["ngram-counts", "--quick"]).exit_code == 0
    done = CliRunner().invoke(sample, ["ngram", "--quick", "--count", "2", "--prompt", "em", "--seed", "0"])
    assert [line[:2] for line in done.stdout.splitlines()] == ["em", "em"]
