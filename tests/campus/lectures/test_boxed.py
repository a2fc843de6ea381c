"""What a block in the page has of the data sets: what can be computed, the digits, and a refusal of all others."""

import inspect
from pathlib import Path

import pytest
from tests.patience import slowness

from chainrule.campus.lectures import live, load_lecture
from chainrule.campus.lectures.boxed import library
from chainrule.campus.lectures.live import Came, Piece
from chainrule.course import find_course
from chainrule.data import fetching, from_files, load, without_files
from chainrule.data.cards import CARDS
from chainrule.labs import PlainLauncher

LECTURES = sorted(path.parent for path in (find_course() / "lectures").glob("*/lecture.md"))
COMPUTED = """
import random
import torch
from chainrule.data import batches, channel_statistics, load, normalize, two_circles, two_moons, two_spirals

drawn = random.Random(0)
points = [len(make(10, 0.1, drawn)[0]) for make in (two_moons, two_circles, two_spirals)]
train = load("digits").train
x, t = next(batches(train, 32, generator=torch.Generator().manual_seed(0)))
points, normalize(x, *channel_statistics(train.images)).shape, load("digits").test.digest(), len(load("moons").train)
"""


def run(source: str) -> Came:
    return live.run([Piece(0, source, told=True)], PlainLauncher(), seconds=20.0 * slowness())


def test_what_can_be_computed_is_there_and_the_digits_are_those_of_the_library() -> None:
    came = run(COMPUTED)
    assert came.problem == ""
    digest = load("digits").test.digest()
    assert came.output(0).value == f"([10, 10, 10], torch.Size([32, 1, 8, 8]), '{digest}', 1000)"


FILES = [name for name, known in CARDS.items() if known.downloads]
ASKED = "from chainrule.data import DataProblem, fetch, load\n"


def test_every_data_set_that_comes_in_files_is_refused_in_words_with_what_to_do() -> None:
    tries = f"""
for name in {FILES}:
    for get in (load, fetch):
        try:
            get(name, folder="/")
        except DataProblem as problem:
            print(name, type(problem).__name__, problem)
"""
    said = run(ASKED + tries).output(0).stdout
    for name in FILES:
        words = f"{name} MissingData {CARDS[name].title} is not here: a program in the page has no files and no network"
        assert said.count(words) == 2
    assert said.count("run it on your own machine") == 2 * len(FILES)


def test_an_unknown_one_is_answered_with_those_there_are_and_one_without_files_has_nothing_to_fetch() -> None:
    assert "LookupError: no data set is called 'minst'; there are mnist," in run(ASKED + "load('minst')").problem
    assert run(ASKED + "fetch('digits')").output(0).value == "()"


def test_what_looks_for_files_and_addresses_is_not_sent() -> None:
    found = library(["import chainrule.data"])
    assert not {"chainrule.data.find", "chainrule.data.http_file", "chainrule.data.unpack"} & set(found)


@pytest.mark.parametrize(
    ("own", "other"),
    [(from_files.from_files, without_files.from_files), (fetching.fetch, without_files.fetch)],
)
def test_a_stand_in_is_called_as_the_library_s_own(own: object, other: object) -> None:
    def called(function: object) -> list[tuple[str, object, object]]:
        found = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
        return [(each.name, each.kind, each.default) for each in found]

    assert called(own) == called(other)


@pytest.mark.parametrize("folder", LECTURES, ids=lambda folder: folder.name[:2])
def test_every_block_that_a_reader_of_the_course_sees_can_be_run_in_the_page(folder: Path) -> None:
    """But for those that the page itself does not run, and says why."""
    blocks = load_lecture(folder).blocks
    shown = {block.index for block in blocks if block.language == "python" and not block.hide_code}
    cannot = {block.index for block in blocks if block.not_run}
    assert live.runnable(blocks) == shown - cannot
