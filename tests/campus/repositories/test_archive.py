"""What ordinary tools make is read; whatever the bytes are, nothing but a refusal or an archive within limits."""

import contextlib
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chainrule.campus.repositories.archive import read
from chainrule.campus.repositories.model import Archive, Limits, Refused

LIMITS = Limits(files=8, file_bytes=2_000, total_bytes=4_000, archive_bytes=10_000, depth=3, path_bytes=60)
NAMES = some.text("abAB./\\:é\u0301\x1b \u202e", min_size=1, max_size=12) | some.sampled_from(
    ["a", "a/b", "t/x", "t/y"]
)
MEMBERS = some.lists(some.tuples(NAMES, some.binary(max_size=3_000)), max_size=10)


def zipped(members: list[tuple[str, bytes]], **options: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def within(archive: Archive) -> None:
    assert 0 < len(archive.files) <= LIMITS.files
    assert sum(map(len, archive.files.values())) <= LIMITS.total_bytes
    for path in archive.files:
        assert path.isprintable()
        assert not {"", ".", ".."} & set(path.split("/"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@settings(deadline=None, max_examples=150)
@given(MEMBERS, some.lists(some.tuples(some.integers(0, 10_000), some.binary(min_size=1, max_size=4)), max_size=3))
def test_whatever_the_bytes_only_a_refusal_or_an_archive_within_the_limits(members, damage) -> None:
    content = bytearray(zipped(members, compression=zipfile.ZIP_DEFLATED))
    for place, put in damage:
        place %= len(content)
        content[place : place + len(put)] = put
    with contextlib.suppress(Refused):
        within(read(bytes(content), LIMITS))


@settings(deadline=None, max_examples=50)
@given(some.binary(max_size=300))
def test_bytes_of_no_form_are_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read(content, LIMITS)


def test_what_git_archive_makes_is_read(tmp_path: Path) -> None:
    def git(*words: str) -> bytes:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        return subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True).stdout

    git("init", "--quiet")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/model.py").write_text("x = 1\n" * 100)
    (tmp_path / "README.md").write_text("# Ours\n")
    git("add", ".")
    git("commit", "--quiet", "--message=work")
    files = {"README.md": b"# Ours\n", "src/model.py": b"x = 1\n" * 100}
    plain = read(git("archive", "--format=zip", "HEAD"))
    assert (plain.files, plain.prefix) == (files, "")
    in_a_folder = read(io.BytesIO(git("archive", "--format=zip", "--prefix=team/", "HEAD")))
    assert (in_a_folder.files, in_a_folder.prefix) == (files, "team/")


def test_what_is_written_to_a_stream_is_read() -> None:
    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", b"x = 1\n" * 50)
    assert read(out.getvalue()).files == {"a.py": b"x = 1\n" * 50}


def test_what_finder_adds_is_left_out() -> None:
    archive = read(zipped([("team/a.py", b"1"), ("__MACOSX/team/._a.py", b"2")]))
    assert (archive.files, archive.prefix) == ({"a.py": b"1"}, "team/")


def test_an_archive_of_folders_alone_holds_no_file() -> None:
    with pytest.raises(Refused, match="holds no file"):
        read(zipped([("a/", b"")]))
