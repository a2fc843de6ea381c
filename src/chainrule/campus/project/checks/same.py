"""Is the ZIP the commit? What is only in one of them, and what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chainrule.campus.project.checks.reading import counted, junk, listed, names
from chainrule.campus.project.checks.verdict import Verdict
from chainrule.campus.repositories.model import Archive, Repository

ID, TITLE = "same", "The ZIP is the commit"
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Compared:
    """The ZIP beside the commit, path by path."""

    only_in_zip: tuple[str, ...]
    only_in_commit: tuple[str, ...]
    differing: tuple[str, ...]
    endings: tuple[str, ...]
    left_behind: tuple[str, ...]
    folder: str

    @property
    def differences(self) -> int:
        return len(self.only_in_zip) + len(self.only_in_commit) + len(self.differing)


def same(repository: Repository, archive: Archive | None) -> Verdict:
    """Compares all files of the ZIP with those of the commit. A top folder and line endings are forgiven, and said."""
    if archive is None:
        return Verdict(ID, TITLE, "not tried", "There is no ZIP to compare with the commit.")
    found = compared(repository, archive)
    commit = repository.commit[:10]
    details = listed(_lines(found))
    if found.differences:
        text = (
            f"The ZIP is not commit {commit}: {counted(len(found.only_in_zip), 'file')} only in the ZIP, "
            f"{len(found.only_in_commit)} only in the commit, {len(found.differing)} differing. Commit and push what "
            "is missing, then download the ZIP again (on GitHub: Code, Download ZIP) and hand both in."
        )
        return Verdict(ID, TITLE, "problem", text, details)
    text = f"All {counted(len(repository.files), 'file')} of commit {commit} are in the ZIP, with the same content."
    if found.left_behind:
        more = (
            f" Besides, the ZIP has what a machine left behind ({names(_kinds(found), 4)}): leave that out next time."
        )
        return Verdict(ID, TITLE, "notice", text + more, details)
    return Verdict(ID, TITLE, "ok", text, details)


def compared(repository: Repository, archive: Archive) -> Compared:
    """What differs. Files whose content is not in the repository (large, Git LFS, links) count as there, unread."""
    folder, files = _aligned(repository, archive)
    unread = {*repository.large, *repository.lfs, *repository.links}
    inside_submodules = tuple(f"{path}/" for path in repository.submodules)
    left_behind = [path for path in files if path not in repository.files and junk(path)]
    only_in_zip = [
        path
        for path in files
        if path not in repository.files
        and path not in unread
        and not junk(path)
        and not path.startswith(inside_submodules)
    ]
    both = [path for path in repository.files if path in files and path not in unread]
    unequal = [path for path in both if files[path] != repository.files[path]]
    endings = [path for path in unequal if _lines_of(files[path]) == _lines_of(repository.files[path])]
    return Compared(
        tuple(sorted(only_in_zip)),
        tuple(sorted(path for path in repository.files if path not in files)),
        tuple(sorted(set(unequal) - set(endings))),
        tuple(sorted(endings)),
        tuple(sorted(left_behind)),
        folder,
    )


def _aligned(repository: Repository, archive: Archive) -> tuple[str, Files]:
    """The ZIP's files as the commit names them, and the top folder that was taken off or put back for it.

    Reading a ZIP takes a single top folder off. Where the commit has all in one folder itself, that was one too many;
    where somebody packed the folder of a download once more, one too few.
    """
    paths = {*repository.files, *repository.large}
    choices: list[tuple[str, Files]] = [(archive.prefix.rstrip("/"), archive.files)]
    if archive.prefix:
        top = archive.prefix.strip("/").rpartition("/")[2]
        choices.append(("", {f"{top}/{path}": content for path, content in archive.files.items()}))
    folder, files = archive.prefix.rstrip("/"), archive.files
    for _ in range(2):
        tops = {path.partition("/")[0] for path in files if not junk(path)}
        if len(tops) != 1 or not all("/" in path for path in files if not junk(path)):
            break
        [top] = tops
        folder = f"{folder}/{top}".lstrip("/")
        files = {path.removeprefix(f"{top}/"): content for path, content in files.items()}
        choices.append((folder, files))
    return max(choices, key=lambda choice: len(paths & choice[1].keys()))


def _lines_of(content: bytes) -> bytes:
    """A text with line endings as Unix has them; a file that is no text stays as it is."""
    return content if b"\0" in content else content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _kinds(found: Compared) -> list[str]:
    return sorted({junk(path) for path in found.left_behind})


def _lines(found: Compared) -> Iterator[str]:
    yield from (f"differs: {path}" for path in found.differing)
    yield from (f"only in the commit: {path}" for path in found.only_in_commit)
    yield from (f"only in the ZIP: {path}" for path in found.only_in_zip)
    if found.folder:
        yield f"forgiven: the ZIP has all in the folder {found.folder}"
    if found.endings:
        yield f"forgiven: line endings differ in {counted(len(found.endings), 'file')}"
    yield from (f"left behind by a machine: {path}" for path in found.left_behind)
