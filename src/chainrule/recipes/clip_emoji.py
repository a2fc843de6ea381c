"""CLIP on emoji: pictures find their names, and names their pictures, that nobody has shown it (lecture 29)."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from chainrule import optim
from chainrule.data import random_crop
from chainrule.figures.pixels import grid, shown
from chainrule.models.build import count_parameters
from chainrule.models.clip import CLIP, CLIPConfig, TowerConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle, decaying, prepared
from chainrule.recipes.named_pictures import CONTEXT, END, Collection, collected, tokens
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.svg import Svg
from chainrule.training import Batches, Settings, fit
from chainrule.training.objectives import matching

EPOCHS, BATCH, RATE, WEIGHT_DECAY = 40, 128, 1e-3, 0.2
QUICK_EPOCHS = 12
MOVED = 3  # pixels
SHOWN, FOUND = 8, 10  # names in the picture, and what is found for each


def model_of(collection: Collection, generator: Generator | None = None, fused: bool = True) -> CLIP:
    """Two towers of three blocks."""
    tower = TowerConfig(width=64, depth=3, heads=4)
    config = CLIPConfig(len(collection.pairs), END, CONTEXT, image=tower, text=tower, dim=64, dropout=0.1)
    return CLIP(config, generator=generator, fused=fused)


def run(options: Options) -> Outcome:
    """Train on names and pictures; then let each held-out name look for its picture, and the other way round."""
    [seed] = options.seeds(0)
    generator = options.generator(seed)
    collection = collected(options.load, quick=options.quick)
    model = model_of(collection, generator, fused=not options.mine)
    epochs = QUICK_EPOCHS if options.quick else EPOCHS
    ready = prepared(collection.train.images)
    data = Batches(collection.train, BATCH, prepare=ready, augment=moved, drop_last=True)
    optimizer = optim.AdamW(decaying(model.parameters(), WEIGHT_DECAY), lr=RATE)
    total = epochs * len(data)
    history = fit(
        model,
        data,
        optimizer,
        epochs=epochs,
        generator=generator,
        objective=matching,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total)),
        settings=Settings(clip_norm=1.0),
        **options.keep(),
    )
    scores = scored(model, ready, collection)
    found = [Retrieval.of(scores), Retrieval.of(scores.T)]
    mean = (found[0].at_10 + found[1].at_10) / 2
    chance = 10 / len(scores)
    number = Number(f"recall at 10 of held-out names, {collection.title}", mean, (2 if options.quick else 5) * chance)
    return Outcome(
        (number,),
        (seed,),
        history.seconds,
        details=written(collection, model, found),
        pictures={} if options.quick else {"found": picture(collection, scores)},
    )


def moved(images: Tensor, generator: Generator) -> Tensor:
    """Each picture moved by up to 3 pixels; the ground is white, and so is what comes in."""
    return 255 - random_crop(255 - images, MOVED, generator)


@torch.no_grad()
def scored(model: CLIP, ready: Callable[[Tensor], Tensor], collection: Collection) -> Tensor:
    """How well each held-out picture fits each held-out name: (N, N)."""
    return model.eval()(ready(collection.test.images), collection.test.texts)


@dataclass(frozen=True)
class Retrieval:
    """The shares of rows whose own column is the best of all, and among the best ten."""

    at_1: float
    at_10: float

    @classmethod
    def of(cls, scores: Tensor) -> "Retrieval":
        """Of scores (N, N), where row i belongs to column i.

        >>> Retrieval.of(torch.tensor([[3.0, 1.0], [2.0, 1.0]]))
        Retrieval(at_1=0.5, at_10=1.0)
        """
        better = (scores > scores.diagonal()[:, None]).sum(1)  # (N,)
        return cls(float((better < 1).float().mean()), float((better < 10).float().mean()))


def written(collection: Collection, model: CLIP, found: list[Retrieval]) -> str:
    """What it ran on, and the table, as Markdown."""
    count = len(collection.test)
    rows = [
        [name, f"{100 * each.at_1:.1f}%", f"{100 * each.at_10:.1f}%"]
        for name, each in zip(["name by picture", "picture by name"], found, strict=True)
    ]
    rows.append(["chance", f"{100 / count:.1f}%", f"{1000 / count:.1f}%"])
    return (
        f"On {collection.title}: {len(collection.train):,} pictures of 32 x 32 with their names to train on, {count} "
        f"with names that were held out, whole families of them; {count_parameters(model):,} weights, from nothing. "
        f"Each held-out picture looks among the {count} held-out names for its own, and each name among the "
        f"pictures.\n\n{table(['looked for', 'at 1', 'at 10'], rows)}"
    )


def picture(collection: Collection, scores: Tensor) -> Svg:
    """For some held-out names the pictures that fit best, the best first."""
    step = max(1, len(scores) // SHOWN)
    grids = {}
    for place in range(0, len(scores), step):
        best = scores[:, place].topk(FOUND).indices
        own = int((scores[:, place] > scores[place, place]).sum()) + 1
        name = f"{collection.held_out[place]} (its own picture is number {own})"
        grids[name] = grid(collection.test.images[best].float() / 255, columns=FOUND)
    return shown(
        grids,
        title="What CLIP finds for names that it has never seen",
        description=f"For each of {len(grids)} held-out names the {FOUND} held-out pictures that fit it best.",
    )


def sample(asked: Asked) -> Tensor:
    """The pictures, of all, that fit the prompt best."""
    collection = collected(asked.load, quick=asked.quick)
    model = asked.restored(model_of(collection))
    images = torch.cat((collection.train.images, collection.test.images))
    with torch.no_grad():
        text = tokens(collection.pairs, [asked.prompt or "red heart"])
        scores = model(prepared(collection.train.images)(images), text).flatten()  # (N,)
    return images[scores.topk(min(len(images), asked.how_many(16))).indices].float() / 255


RECIPE = Recipe(
    "clip-emoji",
    "CLIP on emoji, or on made shapes where those are not here",
    "of names that were held out, five times as many found among the first ten as by chance",
    "on made shapes, twice as many as by chance",
    run,
    data=("emoji",),
    sample=sample,
)
