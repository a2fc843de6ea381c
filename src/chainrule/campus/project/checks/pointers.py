"""What only points elsewhere, so that a ZIP of the commit lacks it: pointers of Git LFS, symbolic links, submodules."""

from chainrule.campus.project.checks.reading import counted, listed
from chainrule.campus.project.checks.verdict import Verdict
from chainrule.campus.repositories.model import Repository

ID, TITLE = "pointers", "All files are here"
LFS = b"version https://git-lfs.github.com/spec/v1"


def pointers(repository: Repository) -> Verdict:
    """Everything whose content is not in the commit."""
    lfs = {*repository.lfs, *(path for path, content in repository.files.items() if content.startswith(LFS))}
    kinds = (
        (sorted(lfs), "file in Git LFS", "commit the file itself if it is small, else link where to get it"),
        (sorted(repository.links), "symbolic link", "commit a copy of the file that it leads to, or none"),
        (
            sorted(repository.submodules),
            "submodule",
            "copy in what you need with its license, or list it as a dependency",
        ),
    )
    found = [(paths, thing, remedy) for paths, thing, remedy in kinds if paths]
    if not found:
        return Verdict(ID, TITLE, "ok", "Every file of the commit is in the commit.")
    said = [f"{_many(len(paths), thing)}: {remedy}." for paths, thing, remedy in found]
    text = f"The commit only points to what is elsewhere, so a ZIP of it does not have it. {' '.join(said)}"
    return Verdict(
        ID, TITLE, "problem", text, listed(f"{thing}: {path}" for paths, thing, _ in found for path in paths)
    )


def _many(count: int, thing: str) -> str:
    return f"{count:,} files in Git LFS" if thing.endswith("LFS") and count != 1 else counted(count, thing)
