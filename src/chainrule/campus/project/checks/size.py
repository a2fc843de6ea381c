"""How large the repository is, which of its files are large, and what a machine left behind in it."""

from chainrule.campus.project.checks.reading import counted, is_binary, junk, listed, megabytes, names
from chainrule.campus.project.checks.verdict import Verdict
from chainrule.campus.project.milestones import Limits
from chainrule.campus.repositories.model import Repository


def size(limits: Limits, repository: Repository) -> Verdict:
    """Bytes and number of files against the limits of the milestone; caches and environments that were committed."""
    id, title = "size", "Size"
    total = sum(map(len, repository.files.values())) + sum(repository.large.values())
    count = len({*repository.files, *repository.large})
    figures = f"{megabytes(total)} in {counted(count, 'file')}"
    if total > limits.repository or count > limits.files:
        text = (
            f"The repository has {figures}; at most {limits.repository_mb} MB in {limits.files:,} files are allowed. "
            "Take out data, weights and outputs that a script can make again, and say in the README where to get them."
        )
        return Verdict(id, title, "problem", text, listed(_largest(repository)))
    left = sorted({path for path in repository.files if junk(path)})
    if left:
        kinds = sorted({junk(path) for path in left})
        text = (
            f"The repository has {figures}. {counted(len(left), 'file')} of them a machine left behind "
            f"({names(kinds)}). Write these names into .gitignore, and take them out with `git rm -r --cached`."
        )
        return Verdict(id, title, "notice", text, listed(left))
    return Verdict(id, title, "ok", f"The repository has {figures}.")


def large(limits: Limits, repository: Repository) -> Verdict:
    """Files above the limit for one file."""
    id, title = "large", "Large files"
    sizes = {path: len(content) for path, content in repository.files.items()} | dict(repository.large)
    found = {path: size for path, size in sizes.items() if size > limits.file}
    if not found:
        return Verdict(id, title, "ok", f"No file has more than {limits.file_mb} MB.")
    text = (
        f"{counted(len(found), 'file')} with more than {limits.file_mb} MB. Git keeps every version of them for "
        "good. Put weights and data where anybody can get them (a release, Zenodo, a shared drive), and load them by "
        "address."
    )
    order = sorted(found, key=lambda path: (-found[path], path))
    details = listed(f"{path}: {megabytes(found[path])}, {_kind(repository, path)}" for path in order)
    return Verdict(id, title, "problem", text, details)


def _largest(repository: Repository) -> list[str]:
    sizes = {path: len(content) for path, content in repository.files.items()} | dict(repository.large)
    return [f"{path}: {megabytes(sizes[path])}" for path in sorted(sizes, key=lambda path: (-sizes[path], path))[:10]]


def _kind(repository: Repository, path: str) -> str:
    content = repository.files.get(path)
    if content is None:
        return "not read"
    return "binary" if is_binary(content) else "text"
