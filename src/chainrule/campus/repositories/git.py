"""What Git is told, and what its answers mean. Pure: commands are words, answers are bytes of a hostile source."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from chainrule.campus.repositories.model import Address, CannotFetch, Commit, Limits, Refused
from chainrule.campus.repositories.names import clean_path, megabytes, one_line, visible

CLONE = "/tmp/clone"
_ID = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
_COUNTED = re.compile(rb"(\d+|-)\t(\d+|-)\t")
_POINTER = b"version https://git-lfs.github.com/spec/"
_LONGEST_POINTER = 1024
_LONGEST_LISTED = 128  # bytes of a line of the tree, beside the path
LONGEST_HEAD = 128  # bytes that stand before and after a file, as `cat-file` gives it
_LINK, _SUBMODULE = b"120000", b"160000"


def environment(address: Address) -> dict[str, str]:
    """All the variables that Git has. It finds no home, no configuration, nobody to ask, and no way but the web's."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_ALLOW_PROTOCOL": "https" if address.scheme == "https" else "https:http",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def command(*words: str, limits: Limits, port: int | None = None) -> list[str]:
    """A command of Git's with the settings that all have; `port` is where the way out is, where there is one."""
    settings = {
        "core.hooksPath": "/dev/null",
        "core.attributesFile": "/dev/null",
        "core.bigFileThreshold": str(limits.file_bytes),
        "credential.helper": "",
        "fetch.fsckObjects": "true",
        "transfer.fsckObjects": "true",
        "transfer.bundleURI": "false",
        "fetch.unpackLimit": "1",
        "http.followRedirects": "true",
        "http.version": "HTTP/1.1",
        "pack.threads": "1",
        "protocol.ext.allow": "never",
        "protocol.file.allow": "never",
        "submodule.recurse": "false",
        "gc.auto": "0",
        "maintenance.auto": "false",
        "advice.detachedHead": "false",
    }
    if port is not None:
        settings["http.proxy"] = f"http://127.0.0.1:{port}"
    return ["git", *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")), *words]


def clone(address: Address, limits: Limits, port: int) -> list[str]:
    """The default branch with its history, bare."""
    words = ("clone", "--quiet", "--bare", "--template=", "--single-branch", "--no-tags", "--no-recurse-submodules")
    return command(*words, "--", str(address), CLONE, limits=limits, port=port)


def look(*words: str, limits: Limits) -> list[str]:
    """A command that reads the clone."""
    return command(f"--git-dir={CLONE}", "--literal-pathspecs", *words, limits=limits)


def log(limits: Limits) -> list[str]:
    """The history, newest first, one commit more than is asked for: then there is more. Nothing of it is converted."""
    words = ["log", "-z", "--numstat", "--no-renames", "--no-textconv", "--no-ext-diff", "--no-mailmap", "--no-notes"]
    words += ["--no-show-signature", "--no-color", "--no-decorate", "--encoding=none", "--ignore-submodules=all"]
    words += ["--format=tformat:%H%x00%P%x00%at%x00%ae%x00%an%x00", f"--max-count={limits.commits + 1}", "HEAD", "--"]
    return look(*words, limits=limits)


@dataclass(frozen=True)
class Tree:
    """What the commit holds, by path: the ids and sizes of files, and what is no file."""

    files: Mapping[str, tuple[bytes, int]]
    links: tuple[str, ...]
    submodules: tuple[str, ...]


def tree_bytes(limits: Limits) -> int:
    """How long the list of a tree may be."""
    return limits.files * (limits.path_bytes + _LONGEST_LISTED)


def tree(listed: bytes, cut: bool, limits: Limits) -> Tree:
    """The list that `ls-tree -r -z -l` gives. Raises `Refused`."""
    lines = listed.split(b"\0")[:-1]
    if cut or len(lines) > limits.files:
        raise Refused(
            f"the repository holds more than {limits.files:,} files: take out what a program has made, such as data, "
            "environments and outputs, and name it in .gitignore"
        )
    files: dict[str, tuple[bytes, int]] = {}
    links, submodules = [], []
    for line in lines:
        about, _, raw = line.partition(b"\t")
        path = clean_path(raw, limits)
        match about.split():
            case [mode, b"blob", id, size] if mode.startswith(b"100") and _ID.fullmatch(id) and size.isdigit():
                if path in files:
                    raise Refused(f"two files have the name {visible(path)}: rename one of them")
                files[path] = (id, int(size))
            case [mode, b"blob", *_] if mode == _LINK:
                links.append(path)
            case [mode, b"commit", *_] if mode == _SUBMODULE:
                submodules.append(path)
            case _:
                raise Refused(f"{visible(path)} is neither a file nor a folder: take it out")
    return Tree(files, tuple(links), tuple(submodules))


def contents(said: bytes, wanted: Sequence[tuple[bytes, int]]) -> dict[bytes, bytes]:
    """The files that `cat-file --batch` gives, by id. Raises `CannotFetch` where it says another thing than asked."""
    found, place = {}, 0
    for id, size in wanted:
        head = b"%b blob %d\n" % (id, size)
        end = place + len(head) + size
        if not said.startswith(head, place) or said[end : end + 1] != b"\n":
            raise CannotFetch("Git did not give the files that its own list names")
        found[id] = said[place + len(head) : end]
        place = end + 1
    return found


def is_pointer(content: bytes) -> bool:
    """Whether a file stands for another that Git LFS has."""
    return len(content) <= _LONGEST_POINTER and content.startswith(_POINTER)


def history(said: bytes, cut: bool, limits: Limits) -> tuple[tuple[Commit, ...], bool]:
    """The commits that `log` gives, and whether they are all. What was cut off in the middle is left out."""
    words = [word.removeprefix(b"\n") for word in said.split(b"\0")]
    commits = list(_commits(words))
    if cut:
        commits = commits[:-1]
    return tuple(commits[: limits.commits]), not cut and len(commits) <= limits.commits


def _commits(words: Iterable[bytes]) -> Iterator[Commit]:
    """Each commit begins with five words; then there is one for each file. A name cannot begin another commit."""
    stream = iter(words)
    head: list[bytes] = []
    added = removed = 0
    for word in stream:
        if counted := _COUNTED.match(word):
            added += _lines(counted[1])
            removed += _lines(counted[2])
        elif _ID.fullmatch(word):
            if head:
                yield _commit(head, added, removed)
            head, added, removed = [word, *islice(stream, 4)], 0, 0
    if len(head) == 5:
        yield _commit(head, added, removed)


def _commit(head: Sequence[bytes], added: int, removed: int) -> Commit:
    id, parents, seconds, email, author = head
    return Commit(
        id=id.decode(),
        author=one_line(author.decode("utf-8", "replace")) or "nobody",
        email=one_line(email.decode("utf-8", "replace")),
        at=instant(seconds),
        added=added,
        removed=removed,
        merge=b" " in parents,
    )


def _lines(said: bytes) -> int:
    return int(said) if said.isdigit() and len(said) < 12 else 0


def instant(said: bytes) -> datetime:
    """Seconds since 1970 as a moment; 1970 itself where they are none that a calendar has."""
    seconds = int(said) if re.fullmatch(rb"\d{1,11}", said) else 0
    return datetime.fromtimestamp(seconds if seconds < 253_402_300_800 else 0, UTC)


_FSCK = re.compile(r"object [0-9a-f]+: (?P<name>\w+): (?P<text>.*)")
_OF_FSCK = {
    "hasDotgit": "a commit holds a folder or file named .git",
    "hasDot": "a commit holds a file named .",
    "hasDotdot": "a commit holds a path that leads out of the repository",
    "fullPathname": "a commit holds a path with a slash in a name",
    "duplicateEntries": "a commit holds two files of one name",
    "treeNotSorted": "a commit was not made by Git: its files are in no order",
    "gitmodulesUrl": ".gitmodules names an address that is an option for Git",
    "gitmodulesPath": ".gitmodules names a path that is an option for Git",
    "gitmodulesName": ".gitmodules names a submodule by a path that leads out of the repository",
    "gitmodulesUpdate": ".gitmodules names a program to run",
    "gitmodulesSymlink": ".gitmodules is a symbolic link",
    "gitattributesSymlink": ".gitattributes is a symbolic link",
}
_TO_DO_FSCK = "begin a new repository without that commit, or take it out of the history"

_PRIVATE = "there is no public repository at this address: check it, and make the repository public"
_REFUSALS = (
    (r"Authentication failed|could not read (Username|Password)|terminal prompts disabled", _PRIVATE),
    (r"repository '.*' not found|returned error: 40[0-9]|returned error: 410", _PRIVATE),
    (
        r"not valid: is this a git repository|unable to update url base|unexpected EOF|protocol error|bad line length"
        r"|invalid server response|expected flush",
        "at this address is something that is not a Git repository: give the address that `git clone` takes",
    ),
    (r"transport '.*' not allowed|Protocol .* (not supported|disabled)",
     "the address leads on to one that is not https: give that of the repository itself"),
    (r"[Rr]emote branch .* not found|remote HEAD refers to nonexistent", "the repository has no commit: push one"),
)  # fmt: skip
_FAILURES = (
    (r"returned error: (429|5\d\d)", "the host is busy or ill"),
    (r"certificate", "the host's certificate does not hold"),
    (r"SSL|TLS|gnutls|RPC failed|early EOF|hung up", "the host ended the connection too early"),
)


def complaint(errors: str, limits: Limits) -> Refused | CannotFetch:
    """What a clone that failed means, from what Git said last."""
    if found := _FSCK.search(errors):
        what = _OF_FSCK.get(found["name"], f"a commit is not as Git makes them ({visible(found['text'])})")
        return Refused(f"{what}: {_TO_DO_FSCK}")
    if re.search(
        r"No space left on device|File too large|exceeds maximum|write error|Out of memory|out of memory", errors
    ):
        return too_large(limits)
    for pattern, words in _REFUSALS:
        if re.search(pattern, errors):
            return Refused(words)
    for pattern, words in _FAILURES:
        if re.search(pattern, errors):
            return CannotFetch(words)
    lines = [line for line in errors.splitlines() if line.startswith(("fatal:", "error:"))]
    return CannotFetch(f"Git could not fetch it: {visible(lines[-1], 200) if lines else 'it said nothing'}")


def too_large(limits: Limits) -> Refused:
    """The refusal of a repository that does not fit."""
    return Refused(
        f"the repository does not fit into {megabytes(limits.disk_bytes)} of disk and {megabytes(limits.memory_bytes)} "
        "of memory with its history: take data and weights out of the history, or begin a new repository"
    )
