"""`Dataset`: what `load` gives, of whichever kind the data are."""

from typing import Any

from chainrule.data.cards import Card
from chainrule.data.splits import Examples


class Dataset:
    """What `load` gives: pictures (a `Split`) and `Points` have `.train` and `.test`, texts `.text` and `.lines`.

    Pictures that have names, as "emoji", have all of it: a picture's label is the line of its name.
    """

    def __init__(
        self, card: Card, *, train: Examples | None = None, test: Examples | None = None, text: str | None = None
    ) -> None:
        self.card = card
        self._train, self._test, self._text = train, test, text

    @property
    def train(self) -> Any:
        if self._train is None:
            raise AttributeError(f"{self.card.name} is a text: it has .text and .lines, and no .train")
        return self._train

    @property
    def test(self) -> Any:
        if self._test is None:
            raise AttributeError(f"{self.card.name} is a text: it has .text and .lines, and no .test")
        return self._test

    @property
    def text(self) -> str:
        if self._text is None:
            raise AttributeError(f"{self.card.name} is no text: it has .train and .test, and no .text")
        return self._text

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def __repr__(self) -> str:
        parts = f"{len(self.text):,} characters" if self._train is None else f"{len(self.train):,} + {len(self.test):,}"
        return f"<{self.card.title}: {parts}>"
