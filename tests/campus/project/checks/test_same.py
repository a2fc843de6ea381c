"""The ZIP beside the commit: what was changed is told, all of it, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.checks.same import compared, same
from chainrule.campus.repositories.model import Archive, Repository

PATHS = st.text("ab/", min_size=1, max_size=5).map(lambda path: "/".join(filter(None, f"{path}x".split("/"))))
FILES = st.dictionaries(PATHS, st.sampled_from([b"", b"one\ntwo\n", b"\0\n", b"three"]), min_size=1, max_size=6)
FOLDERS = st.sampled_from(["", "top/", "top/inner/"])


def repository(files: dict[str, bytes]) -> Repository:
    return Repository("https://h.org/a/b", "0" * 40, "main", files)


@given(FILES, FOLDERS, st.booleans())
def test_the_same_files_are_the_same_in_any_folder_and_with_any_line_endings(
    files: dict[str, bytes], folder: str, windows: bool
) -> None:
    packed = {
        f"{folder}{path}": content.replace(b"\n", b"\r\n") if windows and b"\0" not in content else content
        for path, content in files.items()
    }
    verdict = same(repository(files), Archive(packed))
    assert verdict.outcome == "ok", verdict


@given(FILES, FILES)
def test_what_differs_is_what_a_comparison_of_sets_says(files: dict[str, bytes], packed: dict[str, bytes]) -> None:
    packed["README.md"] = files["README.md"] = b"kept in the top folder of both, so that no folder is taken off"
    found = compared(repository(files), Archive(packed))
    assert set(found.only_in_zip) == packed.keys() - files.keys()
    assert set(found.only_in_commit) == files.keys() - packed.keys()
    assert set(found.differing) == {path for path in packed.keys() & files.keys() if packed[path] != files[path]}
    assert found.endings == ()


@given(FILES, st.data())
def test_one_changed_file_is_found(files: dict[str, bytes], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(files)))
    packed = files | {path: files[path] + b"# changed"}
    assert compared(repository(files), Archive(packed)).differing == (path,)
    assert same(repository(files), Archive(packed)).outcome == "problem"
