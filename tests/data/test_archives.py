"""Archives that would write elsewhere, or grow without end, are refused; what is in their folder stays as it was."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from tests.data.conftest import PATIENT, Answer, Server, tar_card

from chainrule.data.fetching import fetch_card, unpack_by_hand
from chainrule.data.problems import BrokenData, CannotFetch

CONTENTS = {"one.bin": bytes(range(256)) * 100, "two.bin": b"two" * 5000}


def archive(*entries: tuple[str, bytes], links: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            tar.addfile(entry)
    return out.getvalue()


WHOLE = [(f"inside/{name}", content) for name, content in CONTENTS.items()]


def test_the_members_are_taken_and_nothing_else(server: Server, folder: Path) -> None:
    packed = archive(("inside/readme.html", b"read me"), *WHOLE)
    card = tar_card(CONTENTS, packed, server.at("all.tar.gz", Answer(packed, cut=500, cuts=1)))
    written = fetch_card(card, folder, lambda *_: None, PATIENT)
    assert [file.read_bytes() for file in written] == list(CONTENTS.values())
    assert {file.name for file in (folder / "archive").iterdir()} == {".lock", *CONTENTS}


HOSTILE = {
    "a path that climbs out": (archive(("inside/../../../escaped", b"x"), *WHOLE), "is no file inside it"),
    "an absolute path": (archive(("/tmp/escaped", b"x"), *WHOLE), "is no file inside it"),
    "a link": (archive(*WHOLE, links={"inside/link": "/etc/passwd"}), "is no file inside it"),
    "a link in a member's place": (archive(links={"inside/one.bin": "/etc/passwd"}), "is no file inside it"),
    "a bomb beside the members": (
        archive(("inside/bomb", bytes(50_000_000)), *WHOLE), "unpacks to more than its members can be",
    ),
    "a bomb in a member's place": (
        archive(("inside/one.bin", bytes(50_000_000))), "it holds more than the 25,600 bytes of one.bin",
    ),
    "a member that is missing": (archive(WHOLE[0]), "the archive does not hold inside/two.bin"),
    "a member that is another file": (
        archive(("inside/one.bin", bytes(25_600)), WHOLE[1]), "its bytes are not those of one.bin",
    ),
    "cut off": (archive(*WHOLE)[:-20], "cannot be unpacked"),
    "no archive": (gzip.compress(b"no archive" * 100), "cannot be unpacked"),
    "not even packed": (b"<html>", "cannot be unpacked"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_broken_archive_is_refused(case: str, server: Server, folder: Path) -> None:
    packed, words = HOSTILE[case]
    card = tar_card(CONTENTS, packed, server.at("all.tar.gz", Answer(packed)), check=False)
    with pytest.raises(CannotFetch) as caught:
        fetch_card(card, folder, lambda *_: None, PATIENT)
    assert words in str(caught.value)
    left = {str(file.relative_to(folder.parent)) for file in folder.parent.rglob("*") if file.is_file()}
    assert left <= {"data/archive/.lock", "data/archive/one.bin", "data/archive/two.bin"}
    for name in CONTENTS:  # what was written before the fault was found is what it should be
        file = folder / "archive" / name
        assert not file.exists() or file.read_bytes() == CONTENTS[name]


def test_an_archive_with_another_digest_is_not_even_opened(server: Server, folder: Path) -> None:
    card = tar_card(CONTENTS, archive(*WHOLE), server.at("all.tar.gz", Answer(archive(("inside/other", b"x"), *WHOLE))))
    with pytest.raises(CannotFetch, match=r"what came is not all\.tar\.gz \(SHA-256 differs\)"):
        fetch_card(card, folder, lambda *_: None, PATIENT)
    assert {file.name for file in (folder / "archive").iterdir()} == {".lock"}


def test_an_archive_put_there_by_hand_is_unpacked_without_a_connection(folder: Path) -> None:
    packed = archive(*WHOLE)
    card = tar_card(CONTENTS, packed, "http://127.0.0.1:9/all.tar.gz")
    assert not unpack_by_hand(card, folder)
    folder.mkdir()
    (folder / "all.tar.gz").write_bytes(packed)
    assert len(fetch_card(card, folder, lambda *_: None, PATIENT)) == 2
    (folder / "archive/one.bin").unlink()
    assert unpack_by_hand(card, folder)
    assert (folder / "archive/one.bin").read_bytes() == CONTENTS["one.bin"]
    (folder / "all.tar.gz").write_bytes(packed[:-1])
    with pytest.raises(BrokenData, match=r"all\.tar\.gz is refused: what came is not all\.tar\.gz"):
        unpack_by_hand(card, folder)
