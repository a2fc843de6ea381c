"""The corpus of attacks through another door: as a block that a reader runs in a lecture. None gets anywhere.

Nor do those on what a block has and a lab's file has not: data sets by their names.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from tests.patience import slowness

from chainrule.campus.lectures import live
from chainrule.campus.lectures.code import live_html
from chainrule.campus.lectures.live import Came, Piece
from chainrule.data import load
from chainrule.labs import Limits
from chainrule.labs.sandbox import SandboxLauncher
from chainrule.labs.sandbox.containment import Attack, read_corpus

pytestmark = pytest.mark.slow
# Those that cheat want a verdict, and here is none; what they do to the process that they are in is the same.
CORPUS = read_corpus(Path(__file__).parent / "corpus")
# What one's own process is asked is one's own to answer: here they only show something to who wrote them.
OWN = {"whole_memory", "own_memory"}


def run(source: str, sandbox: SandboxLauncher, seconds: float) -> Came:
    limits = Limits(load_seconds=8.0 * slowness(), output=5_000_000)
    return live.run([Piece(0, source, told=True)], sandbox, seconds=seconds, limits=limits)


def shown(came: Came) -> str:
    """What the page of the reader who ran it shows."""
    return live_html(came.output(0), "run-0") + came.problem


@pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: f"{attack.group}-{attack.name}")
def test_as_a_block_of_a_lecture_it_fails_too(
    attack: Attack, sandbox: SandboxLauncher, beside: Any, planted: Any
) -> None:
    zygote = sandbox.warm().process.pid
    before = planted.grades.read_text()
    seconds = float(attack.settings.get("seconds", 4.0 * slowness()))
    came = run(planted.source(attack).decode(), sandbox, seconds)
    text = shown(came)

    for secret in (*planted.secrets, "canary-of-the-job-beside"):
        assert secret not in text
    assert "GOT" not in came.output(0).stdout or attack.name in OWN or attack.group == "cheating", text
    assert len(text) < 500_000
    assert planted.grades.read_text() == before
    assert beside.is_alive()
    assert sandbox.warm().process.pid == zygote
    assert "<samp>42</samp>" in shown(run("6 * 7", sandbox, 8.0 * slowness()))


def test_the_library_in_the_box_is_what_the_block_imports_and_holds_no_check_and_no_course(
    sandbox: SandboxLauncher,
) -> None:
    for name in ("chainrule.labs", "chainrule.campus", "chainrule.cli", "chainrule.recipes"):
        assert "ModuleNotFoundError" in shown(run(f"import {name}", sandbox, 8.0 * slowness()))
    imported = run("from chainrule.autograd import Value\nValue(2.0)", sandbox, 8.0 * slowness())
    assert "Value(" in shown(imported)


@pytest.fixture(scope="module")
def with_torch(sandbox: SandboxLauncher) -> Iterator[SandboxLauncher]:
    """As for blocks that use PyTorch, which a data set is made of."""
    launcher = SandboxLauncher(preload=("numpy", "torch"), limits=replace(sandbox.limits, memory_bytes=2**30))
    yield launcher
    launcher.close()


# What each tries, how, and what it is told. PLANTED["folder"] holds a server's secrets, and is no part of the box.
DATA_ATTACKS = {
    "names_that_are_paths": (
        """
        for name in ("../../etc/passwd", PLANTED["grades"], "digits/../../grades.txt", "names\\0", "", "."):
            for options in ({}, {"folder": PLANTED["folder"]}):
                try:
                    print("GOT", load(name, **options).card)
                except LookupError as error:
                    print("LookupError", error)
        """,
        "LookupError no data set is called &#x27;../../etc/passwd&#x27;",
    ),
    "a_name_that_lies": (
        """
        class Name(str):
            __hash__ = str.__hash__
            def __eq__(self, other): return other == "names" or str.__eq__(self, other)
            def __fspath__(self): return PLANTED["grades"]
        for name in (Name("digits"), Name("names")):
            print(load(name, folder=Name(PLANTED["grades"])).card.name)
        """,
        "no files and no network",
    ),
    "another_folder_by_the_environment": (
        """
        os.environ.update(CHAINRULE_DATA=PLANTED["folder"], XDG_CACHE_HOME=PLANTED["folder"], HOME=PLANTED["folder"])
        print("GOT", load("names").text)
        """,
        "no files and no network",
    ),
    "an_address_by_the_environment": (
        """
        os.environ["CHAINRULE_MIRROR"] = f"http://127.0.0.1:{PLANTED['port']}"
        print("GOT", fetch("names"))
        """,
        "no files and no network",
    ),
    "a_link_in_the_data_folder": (
        """
        for folder in ("/tmp/data", "/tmp/data/names", "/tmp/.cache/chainrule/data"):
            os.makedirs(folder, exist_ok=True)
            os.symlink(PLANTED["grades"], f"{folder}/names.txt")
        os.environ["CHAINRULE_DATA"] = "/tmp/data"
        print("GOT", load("names", download=False).text)
        """,
        "no files and no network",
    ),
    "writing_beside_the_digits": (
        """
        from importlib import resources
        import chainrule.data
        for place in (chainrule.data.__path__, [PLANTED["folder"]], ["/box"], ["/packages"]):
            for folder in place:
                try:
                    open(f"{folder}/digits.bin.gz", "wb").write(b"GOT")
                    print("GOT", folder)
                except OSError as error:
                    print(type(error).__name__, folder)
        print("GOT", resources.files("chainrule.data").joinpath("files/digits.bin.gz").read_bytes()[:9])
        """,
        "OSError /packages",
    ),
    "the_library_behind_the_stand_ins": (
        """
        sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "Library"]
        for name in [name for name in sys.modules if name.startswith("chainrule")]:
            del sys.modules[name]
        from chainrule.data.from_files import from_files
        print("GOT", from_files)
        """,
        "ModuleNotFoundError",
    ),
    "other_digits_for_the_next_reader": (
        """
        from chainrule.data import bundled, digits
        bundled.packed_digits.__code__ = (lambda: b"GOT").__code__
        bundled.packed_digits = digits.packed_digits = lambda: b"GOT"
        load("digits")
        """,
        "BadGzipFile",
    ),
}


@pytest.mark.parametrize("name", DATA_ATTACKS)
def test_by_the_name_of_a_data_set_nothing_is_read_written_or_fetched(
    name: str, with_torch: SandboxLauncher, planted: Any
) -> None:
    tried, words = DATA_ATTACKS[name]
    places = {**planted.places, "folder": str(planted.grades.parent)}
    before = planted.grades.read_text()
    head = f"PLANTED = {places!r}\nimport os, sys\nfrom chainrule.data import fetch, load\n"
    text = shown(run(head + dedent(tried), with_torch, 8.0 * slowness()))

    assert words in text
    assert not any(secret in text for secret in planted.secrets)
    assert "<samp>GOT" not in text
    assert "\nGOT" not in text
    assert planted.grades.read_text() == before
    assert sorted(path.name for path in planted.grades.parent.glob("*digits*")) == []
    digest = "from chainrule.data import load\nload('digits').test.digest()"
    assert load("digits").test.digest() in shown(run(digest, with_torch, 8.0 * slowness()))
