"""A folder is written as a whole, and only where all in it is ours."""

from pathlib import Path

import pytest

from chainrule.campus.site.published import folder
from chainrule.campus.site.published.folder import MARKER, NotOurs, replace

FILES = {"index.html": b"1", "lectures/03/index.html": b"3"}


def inside(path: Path) -> set[str]:
    return {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()}


def test_it_is_made_and_made_again_without_what_is_gone(tmp_path: Path) -> None:
    site = tmp_path / "new/site"
    replace(site, FILES)
    assert inside(site) == {*FILES, MARKER}
    replace(site, {"index.html": b"2"})
    assert inside(site) == {"index.html", MARKER}
    assert (site / "index.html").read_bytes() == b"2"
    assert list(site.parent.iterdir()) == [site]  # nothing is left beside it


def test_an_empty_folder_and_a_link_to_one_are_fine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("empty")
    replace(tmp_path / "link", FILES)
    assert (tmp_path / "link").is_symlink()
    assert inside(tmp_path / "empty") == {*FILES, MARKER}


@pytest.mark.parametrize("stranger", ["notes.txt", ".git", "lectures/03/mine.html", "an empty folder/"])
@pytest.mark.parametrize("with_ours", [True, False])
def test_what_is_not_ours_is_named_and_nothing_is_written(tmp_path: Path, stranger: str, with_ours: bool) -> None:
    site = tmp_path / "site"
    if with_ours:
        replace(site, FILES)
    path = site / stranger
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir() if stranger.endswith("/") else path.write_text("mine")
    before = inside(site)
    with pytest.raises(NotOurs, match=stranger):
        replace(site, {"index.html": b"2"})
    assert inside(site) == before
    assert list(tmp_path.iterdir()) == [site]


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"files": 3}', '{"files": [["x"]]}', "\udce4"])
def test_a_marker_that_is_not_ours_makes_nothing_ours(tmp_path: Path, marker: str) -> None:
    (tmp_path / MARKER).write_text(marker, errors="surrogateescape")
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(NotOurs, match=r"index\.html"):
        folder.check(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in ("file", "file/below"):
        with pytest.raises(NotOurs, match="file"):
            replace(tmp_path / place, FILES)
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("breaks_at", ["write_bytes", "rename"])
def test_a_run_that_breaks_off_leaves_the_old_one(
    tmp_path: Path, breaks_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    replace(site, FILES)
    whole, calls = getattr(Path, breaks_at), 0

    def breaks(path: Path, *arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:  # of the renames: the new folder into its place
            raise OSError(28, "No space left on device")
        return whole(path, *arguments)

    monkeypatch.setattr(Path, breaks_at, breaks)
    with pytest.raises(NotOurs, match="No space left on device; it is as it was"):
        replace(site, {"index.html": b"2", "a.html": b"2"})
    assert inside(site) == {*FILES, MARKER}
    assert (site / "index.html").read_bytes() == b"1"
    assert list(tmp_path.iterdir()) == [site]
