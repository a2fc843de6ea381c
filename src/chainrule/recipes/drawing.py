"""How a recipe is drawn from, once it is trained: its weights found again, and texts as they come.

A recipe declares it by a function, `Recipe(..., sample=sample)`. The function builds the model as the training did, has
its weights put in by `asked.restored(model, part)`, and gives what `chainrule sample` shows. A text is an iterator of
its parts, which are printed as they come:

    def sample(asked: Asked) -> Iterator[str]:
        alphabet, *_ = split_names(asked.load("names").lines)
        return asked.names(asked.restored(model(asked.quick), "seed"), alphabet)

Pictures are a tensor (N, C, H, W) of numbers from 0 to 1, which becomes a PNG file; a drawing is an `Svg`:

    def sample(asked: Asked) -> Tensor:
        unet = asked.restored(model(asked.quick))
        return pictures(unet, asked.how_many(16), generator=asked.generator)

What `fit` keeps under `options.keep(part)` is found by itself. A model that `fit` did not train, or weights that are
not those of the last step, as an average, are kept by `options.save(model, part)`, which `restored` prefers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Protocol, TypeVar

import torch
from torch import Generator, Tensor, nn

from chainrule.data import Characters, Dataset, Text, load
from chainrule.data.text import BOUNDARY
from chainrule.recipes.problems import CannotSample
from chainrule.sampling import LanguageModel, generate
from chainrule.svg import Svg
from chainrule.training.checkpoint_file import read, refused
from chainrule.training.state import require_same_model
from chainrule.training.wrapped import below, tensors
from chainrule.training.wrapped import load as put

Model = TypeVar("Model", bound=nn.Module)
Drawn = Iterator[str] | Tensor | Svg
Sampler = Callable[["Asked"], Drawn]
LONGEST_NAME = 100
WEIGHTS = ("model.safetensors", "latest.safetensors")  # what `Options.save` wrote, before the checkpoint of `fit`


class Vocabulary(Protocol):
    """`Characters` or `BytePairs`."""

    def encode(self, text: str, /) -> Text: ...
    def decode(self, tokens: Tensor, /) -> str: ...


@dataclass(frozen=True)
class Asked:
    """What `chainrule sample` was asked for: from which run to draw, how much, and how.

    `prompt` is what a text begins with, or what else a recipe takes in words, as the class of a picture.
    """

    recipe: str
    folder: Path
    generator: Generator
    quick: bool = False
    count: int | None = None
    prompt: str = ""
    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    data: Path | None = None

    def load(self, name: str) -> Dataset:
        """A data set, from the folder that was asked for. Raises `DataProblem`."""
        return load(name, folder=self.data)

    def how_many(self, usual: int) -> int:
        """The number of pictures, names or tokens: that which was asked for, else the usual one."""
        return usual if self.count is None else self.count

    def digits(self, usual: int = 40) -> Tensor:
        """Digits (N,) to draw: those of the prompt, as "7" or "2026", else all ten, in turn.

        Raises `CannotSample` for a prompt without any.
        """
        named = [int(each) for each in self.prompt if each.isdecimal()]
        if self.prompt and not named:
            raise CannotSample(f'{self.recipe} draws digits, and {self.prompt!r} names none: say which, as "2026"')
        return torch.tensor(list(islice(cycle(named or range(10)), self.how_many(len(named) or usual))))

    def restored(self, model: Model, part: str = "") -> Model:
        """The model with the weights of its training, in evaluation mode.

        Where a recipe trains more than once, `part` is that of the one meant, or its beginning: "seed" is the first
        seed that is there. Raises `CannotSample` where there is no such training, and `CheckpointProblem` where it is
        that of another model, or damaged.
        """
        path = self.weights(part)
        kept, data = read(path)
        about = {"recipe": self.recipe, "quick": str(self.quick)}
        for name, here in about.items():
            if (there := data["about"].get(name)) != here:
                raise refused(path, f"it is of another run: {name} is {there} there, and {here} was asked for")
        own = below("model/", kept)
        require_same_model(path, tensors(model), own)
        put(model, own)
        return model.eval()

    def weights(self, part: str = "") -> Path:
        """The file with the weights. Raises `CannotSample` where there is none."""
        folders = sorted(self.folder.glob(f"{part.replace(' ', '-')}*")) if part else [self.folder]
        files = [folder / name for folder in folders for name in WEIGHTS if (folder / name).is_file()]
        if not files:
            command = f"chainrule train {self.recipe}{' --quick' if self.quick else ''}"
            raise CannotSample(f"{self.recipe} is not trained: {self.folder} holds no weights\n  fix: {command}")
        return files[0]

    def names(
        self, model: LanguageModel, alphabet: Characters, usual: int = 10, *, context: int | None = None
    ) -> Iterator[str]:
        """Names that begin with the prompt, one per line, letter by letter."""
        start = self.tokens(alphabet, BOUNDARY + self.prompt)
        return (piece for _ in range(self.how_many(usual)) for piece in self._name(model, alphabet, start, context))

    def _name(self, model: LanguageModel, alphabet: Characters, start: Tensor, context: int | None) -> Iterator[str]:
        yield self.prompt
        for letter in self.going_on(model, start, LONGEST_NAME, stop=int(start[0]), context=context):
            if letter != start[0]:
                yield alphabet.decode(letter[None])
        yield "\n"

    def text(
        self,
        model: LanguageModel,
        vocabulary: Vocabulary,
        usual: int = 500,
        *,
        start: str = "\n",
        context: int | None = None,
    ) -> Iterator[str]:
        """A text that goes on from the prompt, or from `start` where there is none; a piece is a character or more."""
        tokens = self.tokens(vocabulary, self.prompt or start)
        return self._text(vocabulary, self.going_on(model, tokens, self.how_many(usual), context=context))

    def _text(self, vocabulary: Vocabulary, tokens: Iterator[Tensor]) -> Iterator[str]:
        yield self.prompt
        pending: list[Tensor] = []
        for token in tokens:
            pending.append(token)
            piece = vocabulary.decode(torch.stack(pending))
            if not piece.endswith("\N{REPLACEMENT CHARACTER}") or len(pending) == 4:  # UTF-8 has four bytes at most
                yield piece
                pending.clear()
        yield "\n"

    def tokens(self, vocabulary: Vocabulary, text: str) -> Tensor:
        """The text as tokens (T,). Raises `CannotSample` where it holds what the vocabulary does not."""
        try:
            return vocabulary.encode(text).tokens
        except ValueError as error:
            raise CannotSample(f"the prompt is none that {self.recipe} can go on from: {error}") from error

    def going_on(
        self, model: LanguageModel, start: Tensor, count: int, *, stop: int | None = None, context: int | None = None
    ) -> Iterator[Tensor]:
        """Tokens after those of `start` (T,), drawn as was asked for."""
        return generate(
            model,
            start,
            count,
            temperature=self.temperature,
            top_k=self.top_k,
            top_p=self.top_p,
            stop=stop,
            context=context,
            generator=self.generator,
        )
