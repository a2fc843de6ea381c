"""All recipes by name. A new one is a file here with a RECIPE in it, and a line in RECIPES."""

import importlib
from difflib import get_close_matches

from chainrule.recipes.problems import UnknownRecipe
from chainrule.recipes.recipe import Recipe

RECIPES = {
    # name: module of chainrule.recipes, imported when it is asked for
    "moons-mlp": "moons_mlp",
    "mnist-mlp": "mnist_mlp",
    "mnist-lenet": "mnist_lenet",
    "fashion-lenet": "fashion_lenet",
    "cifar-cnn": "cifar_cnn",
    "alexnet-cifar": "alexnet_cifar",
    "init-depth": "init_depth",
    "optimizers": "optimizers",
    "bigram": "bigram",
    "ngram-counts": "ngram_counts",
    "neural-ngram": "neural_ngram",
    "deep-ngram": "deep_ngram",
    "residual-ngram": "residual_ngram",
    "vit-mnist": "vit_mnist",
    "swin-mnist": "swin_mnist",
    "rnn": "rnn",
    "lstm": "lstm",
    "gru": "gru",
    "seq2seq-reverse": "seq2seq_reverse",
    "names-gpt": "names_gpt",
    "char-gpt": "char_gpt",
    "bert-mlm": "bert_mlm",
    "clip-emoji": "clip_emoji",
    "scaling-gpt": "scaling_gpt",
    "finetune": "finetune",
    "vae-mnist": "vae_mnist",
    "ldm-mnist": "ldm_mnist",
    "ddpm-2d": "ddpm_2d",
    "score-2d": "score_2d",
    "ddpm-mnist": "ddpm_mnist",
}


def recipe(name: str) -> Recipe:
    """The recipe of that name, or the one whose name begins so. Raises `UnknownRecipe`.

    >>> recipe("moons").name
    'moons-mlp'
    """
    found = importlib.import_module(f"chainrule.recipes.{RECIPES[full_name(name)]}").RECIPE
    assert isinstance(found, Recipe)
    return found


def full_name(name: str) -> str:
    """The name of the recipe that is meant. Raises `UnknownRecipe`, with the near ones."""
    wanted = name.strip().lower().replace("_", "-")
    if wanted in RECIPES:
        return wanted
    beginning = [known for known in RECIPES if wanted and known.startswith(wanted)]
    if len(beginning) == 1:
        return beginning[0]
    if beginning:
        raise UnknownRecipe(f"{name} may be {' or '.join(beginning)}")
    near = get_close_matches(wanted, RECIPES, n=3, cutoff=0.5) or list(RECIPES)
    raise UnknownRecipe(f"there is no recipe {name[:40]}\n  near it: {', '.join(near)}")
