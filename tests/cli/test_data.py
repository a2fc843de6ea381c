"""`chainrule data`, run as a user runs it, against a mirror that is a real server."""

import gzip
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Chainrule
from tests.data.conftest import Answer, Server, server

from chainrule.data.cards import CARDS, card

__all__ = ["server"]  # the fixture


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def data(chainrule: Chainrule) -> Run:
    """Run `chainrule data`, with nothing but `folder` for its data, and no way out but the mirror."""

    def run(*arguments: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CHAINRULE_")}
        environment |= {"CHAINRULE_DATA": str(folder), "COLUMNS": "200", "http_proxy": "", "https_proxy": ""} | settings
        return chainrule("data", *arguments, cwd=Path.cwd(), env=environment)

    return run


def test_list_names_each_set_with_its_size_licence_and_origin(data: Run, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("emma\n")
    done = data("list", folder=tmp_path)
    assert done.returncode == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert set(CARDS) <= set(rows)
    assert "55.0 MB" in rows["mnist"]
    assert " no " in rows["mnist"]
    assert "damaged: 1 of 1 files" in rows["names"]
    assert "CC BY 4.0" in rows["digits"]
    assert "ossci-datasets.s3.amazonaws.com" in done.stdout
    assert str(tmp_path) in done.stdout


@pytest.mark.parametrize("command", ["get", "where"])
def test_an_unknown_name_is_answered_with_those_there_are(data: Run, command: str, tmp_path: Path) -> None:
    done = data(command, "minst", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: no data set is called 'minst'; there are mnist, fashion-mnist,")


def test_what_is_missing_or_not_whole_is_named(data: Run, tmp_path: Path) -> None:
    missing = data("where", "mnist", folder=tmp_path)
    assert missing.returncode == 2
    assert "not here: train-images-idx3-ubyte, train-labels-idx1-ubyte" in missing.stderr
    assert f"put them by hand into {tmp_path / 'mnist'}" in missing.stderr
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist/train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(bytes(60_000)))
    broken = data("where", "mnist", folder=tmp_path)
    assert broken.returncode == 2
    file = tmp_path / "mnist/train-labels-idx1-ubyte.gz"
    assert f"{file} is refused: it holds only 60,000 bytes where train-labels-idx1-ubyte has 60,008" in broken.stderr


WRONG, LONG = gzip.compress(bytes(60_008)), gzip.compress(bytes(70_000))
DAMAGED = {"empty": b"", "cut off": b"\x1f\x8b", "other bytes": WRONG, "too long": LONG}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_list_names_files_that_are_damaged_and_what_to_do(data: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mnist/train-labels-idx1-ubyte.gz"
    file.parent.mkdir()
    file.write_bytes(content)
    listed = data("list", folder=tmp_path)
    assert listed.returncode == 0
    assert f"damaged: {file}\n  fix: chainrule data get mnist fetches them again" in listed.stdout
    file.unlink()
    assert "damaged" not in data("list", folder=tmp_path).stdout


def test_get_fails_in_words_and_leaves_nothing_that_looks_like_data(data: Run, server: Server, tmp_path: Path) -> None:
    size = card("names").size
    server.at("names/names.txt", Answer(b"x" * size))
    nowhere = {"CHAINRULE_MIRROR": server.address, "https_proxy": "http://127.0.0.1:9"}
    done = data("get", "names", folder=tmp_path, **nowhere)
    assert done.returncode == 2
    assert "names.txt of names.txt of makemore could not be fetched" in done.stderr
    assert f"{server.address}/names/names.txt: its bytes are not those of names.txt" in done.stderr
    assert "raw.githubusercontent.com/karpathy/makemore/master/names.txt: no connection" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "names/names.txt").exists()


def test_what_needs_no_files_says_so(data: Run, tmp_path: Path) -> None:
    done = data("get", "digits", "moons", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "digits: needs no files\nmoons: needs no files\n")
    assert list(tmp_path.iterdir()) == []


def test_real_files_are_fetched_from_a_mirror_used_and_found(data: Run, server: Server, tmp_path: Path) -> None:
    real = Path(os.environ.get("CHAINRULE_DATA") or "", "names.txt")
    if not real.is_file():
        pytest.skip("CHAINRULE_DATA holds no names.txt")
    server.at("names/names.txt", Answer(real.read_bytes(), cut=100_000, cuts=1))
    done = data("get", "names", folder=tmp_path, CHAINRULE_MIRROR=server.address)
    assert (done.returncode, done.stdout) == (0, f"names: fetched into {tmp_path / 'names'}\n")
    assert done.stderr == "fetching names.txt\n"
    again = data("get", "names", folder=tmp_path)
    assert again.stdout == f"names: is already complete in {tmp_path / 'names'}\n"
    assert data("where", "names", folder=tmp_path).stdout == f"{tmp_path / 'names/names.txt'}\n"
