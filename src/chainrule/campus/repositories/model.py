"""What is read of a repository and an archive, within which limits, and how it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

MIB = 2**20


class Refused(ValueError):
    """The team's to mend. The message names the thing, what is wrong with it and what to do."""


class CannotFetch(Exception):
    """Not the team's fault: the machine lacks a part, or the host does not answer. To be tried again."""


@dataclass(frozen=True)
class Policy:
    """The hosts that may be private and may speak plain http, as `host:port`: a university's own Git host.

    Every other host is public and speaks https on port 443.
    """

    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Limits:
    """What one team may take. Sizes in bytes, times in seconds."""

    files: int = 5_000
    file_bytes: int = 5 * MIB
    total_bytes: int = 50 * MIB  # of all files that are read
    path_bytes: int = 255
    depth: int = 20  # folders above a file
    commits: int = 3_000
    log_bytes: int = 16 * MIB
    archive_bytes: int = 30 * MIB
    ratio: int = 200  # how many bytes a packed one may become, from 1 MiB on
    transfer_bytes: int = 100 * MIB  # from the host, all connections together
    sent_bytes: int = 4 * MIB  # to the host
    connections: int = 32
    disk_bytes: int = 256 * MIB
    memory_bytes: int = 768 * MIB  # of all processes; what is on the disk counts, as it is in memory
    processes: int = 64
    seconds: float = 90.0  # from the first connection to the last byte
    idle_seconds: float = 20.0  # without a byte


@dataclass(frozen=True)
class Address:
    """A repository's address in canonical form; `str()` is its URL."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def endpoint(self) -> str:
        """Host and port, as a `Policy` names them."""
        return f"{self.host}:{self.port}"

    def __str__(self) -> str:
        usual = {"https": 443, "http": 80}[self.scheme]
        return f"{self.scheme}://{self.host}{'' if self.port == usual else f':{self.port}'}{self.path}"


@dataclass(frozen=True)
class Commit:
    """One commit. Who and when are claims of whoever made it. Lines of binary files do not count."""

    id: str
    author: str  # cleaned: one line without control characters, at most 100 letters
    email: str
    at: datetime  # of the author, in UTC
    added: int
    removed: int
    merge: bool = False


@dataclass(frozen=True)
class Repository:
    """The default branch at one commit. Paths are clean text in NFC; no file of it was ever written to a disk."""

    address: str
    commit: str
    branch: str  # "" where the host's HEAD is on none
    files: Mapping[str, bytes]
    links: tuple[str, ...] = ()  # symbolic links: listed, never followed
    submodules: tuple[str, ...] = ()  # listed, never fetched
    commits: tuple[Commit, ...] = ()  # newest first
    large: Mapping[str, int] = field(default_factory=dict)  # files above `file_bytes`, with their sizes: not read
    lfs: tuple[str, ...] = ()  # files whose content is with Git LFS; `files` holds the pointers
    complete: bool = True  # whether `commits` is the whole history


@dataclass(frozen=True)
class Archive:
    """The files of a ZIP, without the single folder at the top that holds them all, which is `prefix`."""

    files: Mapping[str, bytes]
    prefix: str = ""
