"""Repositories that Git itself would not make: objects written byte by byte into a bare one."""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

FILE, PROGRAM, LINK, FOLDER, SUBMODULE = "100644", "100755", "120000", "40000", "160000"
SOMEBODY = b"Somebody <somebody@example.org>"
Entry = tuple[str, bytes, str]


class Made:
    """A bare repository with one branch, `main`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("objects", "refs/heads", "info"):
            (folder / name).mkdir(parents=True)
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")

    def write(self, kind: str, content: bytes) -> str:
        whole = b"%b %d\0" % (kind.encode(), len(content)) + content
        name = hashlib.sha1(whole).hexdigest()
        place = self.folder / "objects" / name[:2] / name[2:]
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(zlib.compress(whole, 1))
        return name

    def file(self, content: bytes) -> str:
        return self.write("blob", content)

    def tree(self, entries: Sequence[Entry]) -> str:
        """A tree of (mode, name, id), in the order of Git."""
        ordered = sorted(entries, key=lambda entry: entry[1] + b"/" * (entry[0] == FOLDER))
        return self.write(
            "tree", b"".join(b"%b %b\0" % (mode.encode(), name) + bytes.fromhex(id) for mode, name, id in ordered)
        )

    def commit(
        self,
        tree: str,
        *parents: str,
        author: bytes = SOMEBODY,
        at: bytes = b"1770000000 +0400",
        extra: bytes = b"",
    ) -> str:
        """A commit, which becomes the branch's newest."""
        lines = [b"tree " + tree.encode(), *(b"parent " + parent.encode() for parent in parents)]
        lines += [b"author %b %b" % (author, at), b"committer %b 1770000000 +0400" % SOMEBODY]
        id = self.write("commit", b"\n".join(lines) + b"\n" + extra + b"\nwork\n")
        (self.folder / "refs/heads/main").write_text(id + "\n")
        return id

    def of_files(self, **files: bytes) -> str:
        """A commit of these files at the top, with a README."""
        entries = [(FILE, name.encode(), self.file(content)) for name, content in files.items()]
        return self.commit(self.tree([(FILE, b"README.md", self.file(b"# Ours\n")), *entries]))

    def of_entries(self, *entries: Entry) -> str:
        """A commit of these entries at the top, with a README."""
        return self.commit(self.tree([(FILE, b"README.md", self.file(b"# Ours\n")), *entries]))

    def bomb(self, depth: int) -> str:
        """A tree of ten trees of ten trees ... of ten files: 10 to the power of `depth` paths in a few objects."""
        mode, id = FILE, self.file(b"x")
        for _ in range(depth):
            mode, id = FOLDER, self.tree([(mode, b"f%d" % number, id) for number in range(10)])
        return id
