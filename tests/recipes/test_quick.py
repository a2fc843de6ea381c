"""The quick versions reach their numbers, and a student's run takes the written-out way."""

from pathlib import Path

import pytest
import torch
from tests.sample import sampled

from chainrule.recipes import RECIPES, Asked, Options, recipe
from chainrule.recipes.drawing import Drawn
from chainrule.svg import Svg


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def test_both_engines_separate_the_moons() -> None:
    outcome = recipe("moons-mlp").run(Options("moons-mlp", quick=True))
    outcome.check()
    assert [number.label for number in outcome.numbers] == ["train accuracy, Values", "train accuracy, Tensors"]
    assert outcome.numbers[0].value == outcome.numbers[1].value  # from the same weights, with the same arithmetic


@pytest.mark.needs("data sets")
@pytest.mark.parametrize(
    "name",
    sampled(
        [
            "mnist-mlp",
            "mnist-lenet",
            "cifar-cnn",
            "alexnet-cifar",
            "init-depth",
            "optimizers",
            "bigram",
            "ngram-counts",
            "neural-ngram",
            "deep-ngram",
            "residual-ngram",
            "vae-mnist",
            "vit-mnist",
            "swin-mnist",
            "rnn",
            "lstm",
            "gru",
            "seq2seq-reverse",
            "names-gpt",
            "char-gpt",
            "bert-mlm",
            "scaling-gpt",
            "ldm-mnist",
            "ddpm-2d",
            "score-2d",
            "ddpm-mnist",
        ],
        "mnist-mlp",
        "bigram",
    ),
)
def test_a_quick_version_reaches_its_number_and_is_drawn_from(name: str, tmp_path: Path) -> None:
    outcome = recipe(name).run(Options(name, quick=True, out=tmp_path))
    outcome.check()
    assert outcome.seeds == (0,)
    if recipe(name).sample:
        assert something(drawn_from(name, tmp_path))


def drawn_from(name: str, folder: Path) -> Drawn:
    """What `chainrule sample` shows of a quick run."""
    sampler = recipe(name).sample
    assert sampler is not None
    return sampler(Asked(name, folder, torch.Generator().manual_seed(0), quick=True, count=2))


def something(drawn: Drawn) -> bool:
    """Whether it is a text with letters in it, or pictures as the command writes them."""
    if isinstance(drawn, Svg):
        return drawn.startswith("<svg")
    if isinstance(drawn, torch.Tensor):
        return drawn.dim() == 4 and len(drawn) > 0 and bool(drawn.isfinite().all())
    return bool("".join(drawn).strip())


@pytest.mark.slow  # ten seconds, and of its kind `mnist-mlp` is run above
@pytest.mark.needs("Fashion-MNIST")
def test_the_quick_lenet_tells_clothes_apart() -> None:
    recipe("fashion-lenet").run(Options("fashion-lenet", quick=True)).check()


@pytest.mark.slow  # five seconds
def test_the_quick_clip_finds_made_shapes_by_names_that_it_has_not_seen(tmp_path: Path) -> None:
    outcome = recipe("clip-emoji").run(Options("clip-emoji", quick=True, out=tmp_path))
    outcome.check()
    assert outcome.numbers[0].label.endswith("made shapes")
    assert something(drawn_from("clip-emoji", tmp_path))


@pytest.mark.slow  # fifteen seconds
@pytest.mark.needs("data sets")
@pytest.mark.needs("Fashion-MNIST")
def test_the_quick_fine_tuning_is_worth_something() -> None:
    recipe("finetune").run(Options("finetune", quick=True)).check()


def test_every_recipe_is_run_quickly_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in RECIPES if f'"{name}"' not in here] == []
