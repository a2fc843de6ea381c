"""Named pictures: what is taken where there are no emoji, and that no held-out name is learned from."""

import pytest
import torch

from chainrule.data import Dataset, MissingData, Split
from chainrule.data.cards import card
from chainrule.recipes.clip_emoji import Retrieval, moved
from chainrule.recipes.named_pictures import CONTEXT, END, Collection, collected, made_shapes, tokens


def absent(name: str) -> Dataset:
    raise MissingData(f"{name} is not here")


def two_emoji(name: str) -> Dataset:
    images = torch.zeros(2, 3, 32, 32, dtype=torch.uint8)
    train, test = (Split(images[:1], torch.tensor([label])) for label in (1, 0))
    return Dataset(card(name), train=train, test=test, text="red heart\nblue heart")


@pytest.fixture(scope="module")
def shapes() -> Collection:
    return made_shapes()


def test_it_says_which_pictures_it_took() -> None:
    assert collected(two_emoji, quick=False).title == "emoji"
    assert collected(absent, quick=False).title == "made shapes"
    assert collected(two_emoji, quick=True).title == "made shapes"


def test_texts_are_the_names_of_their_own_pictures() -> None:
    collection = collected(two_emoji, quick=False)
    assert collection.held_out == ["red heart"]
    for part, name in ((collection.train, "blue heart"), (collection.test, "red heart")):
        [row] = part.texts
        assert collection.pairs.decode(row[: int((row == END).int().argmax())]) == name


def test_held_out_names_are_not_among_those_to_train_on(shapes: Collection) -> None:
    assert not {tuple(row) for row in shapes.test.texts.tolist()} & {tuple(row) for row in shapes.train.texts.tolist()}
    words = {word for name in shapes.held_out for word in name.split()}
    assert len(words) == 2 + 6 + 5 + 5  # but each of their words is known


def test_no_two_shapes_look_alike_or_touch_the_edge(shapes: Collection) -> None:
    images = torch.cat((shapes.train.images, shapes.test.images))
    assert len(images.flatten(1).unique(dim=0)) == len(images) == 300
    assert (images[:, :, 0] == 255).all()
    assert ((images != 255).any(1).sum((1, 2)) > 10).all()


def test_every_name_has_an_end_however_long(shapes: Collection) -> None:
    rows = tokens(shapes.pairs, ["", "red", "zebra crossing " * 9])
    assert rows.shape == (3, CONTEXT)
    assert [int((row == END).int().argmax()) for row in rows][::2] == [0, CONTEXT - 1]


def test_what_comes_in_from_outside_is_white() -> None:
    white = torch.full((40, 3, 32, 32), 255, dtype=torch.uint8)
    assert torch.equal(moved(white, torch.Generator().manual_seed(0)), white)


def test_recall_counts_those_that_are_among_the_best() -> None:
    scores = torch.zeros(20, 20)
    scores[torch.arange(20), torch.arange(20)] = 1.0
    scores[0, 1:6] = 2.0  # five are better
    scores[1, 2:19] = 2.0  # seventeen are
    assert Retrieval.of(scores) == Retrieval(pytest.approx(18 / 20), pytest.approx(19 / 20))
