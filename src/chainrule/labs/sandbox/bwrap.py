"""What the box shows, and the bubblewrap command that makes it. Pure functions, but for asking where things are."""

import functools
import importlib.metadata
import os
import pwd
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
LIBRARY_ROOMS = ("autograd", "data", "nn", "optim", "probability", "models", "training", "linalg")
SERVICE_USERS = ("chainrule-box", "nobody")
BOX_HOME = "/tmp"


@dataclass(frozen=True)
class Show:
    """Something that the box shows read-only: a file or folder of this machine, and where it stands inside."""

    source: Path
    inside: str

    @property
    def staged(self) -> str:
        """Its name below the staging folder, when root prepares the box."""
        return self.inside.strip("/")


def distributions_of(names: Iterable[str]) -> tuple[str, ...]:
    """The installed distributions that these packages need to run, themselves included. Extras are not followed."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = re.split(r"[\s\[\](<>=!~;]", waiting.pop(), maxsplit=1)[0]
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on another platform only
        found[key] = None
        waiting += [need for need in needs if "extra ==" not in need]
    return tuple(found)


@functools.cache
def packages_to_show(names: tuple[str, ...]) -> tuple[Show, ...]:
    """The top-level files and folders of these distributions and no others."""
    shown: dict[str, Path] = {}
    for name in distributions_of(names):
        distribution = importlib.metadata.distribution(name)
        for file in distribution.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__", "/") and top not in shown:
                shown[top] = Path(str(distribution.locate_file(top)))
    return tuple(Show(path.resolve(), f"/packages/{top}") for top, path in sorted(shown.items()) if path.exists())


def interpreter_to_show() -> tuple[Show, ...]:
    """The interpreter's own folder, where it is not part of /usr, at the place that it was built for."""
    prefix = Path(sys.base_prefix).resolve()
    return () if prefix.is_relative_to("/usr") else (Show(prefix, str(prefix)),)


def library_to_show(hidden: Sequence[str]) -> tuple[Show, ...]:
    """The library half of this package, file by file, without the modules in `hidden`.

    A module that labs ask students to write is hidden: the checker sends it with the lab's names emptied.
    """
    rooms = sorted(PACKAGE.glob("*.py"))
    for room in LIBRARY_ROOMS:
        rooms += sorted((PACKAGE / room).rglob("*.py"))
    shown = []
    for path in rooms:
        relative = path.relative_to(PACKAGE.parent)
        module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
        if module not in hidden:
            shown.append(Show(path, f"/library/{relative}"))
    return tuple(shown)


def programs_to_show() -> tuple[Show, ...]:
    """The four files of ours that run inside."""
    labs = PACKAGE / "labs"
    files = (labs / "box.py", labs / "wire.py", labs / "sandbox/kernel.py", labs / "sandbox/zygote.py")
    return tuple(Show(path, f"/box/{path.name}") for path in files)


def service_user() -> tuple[int, int]:
    """The user and group under which the box runs: ourselves, or where we are root a user without rights."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for name in SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise LookupError(f"none of the users {', '.join(SERVICE_USERS)} exists; make one: useradd --system chainrule-box")


def find_bubblewrap() -> str | None:
    """Where bubblewrap is (Debian's package of that name; the one on PyPI is something else)."""
    return shutil.which("bwrap", path=os.environ.get("PATH", "") + ":/usr/bin:/bin")


def command(
    bubblewrap: str,
    shows: Sequence[Show],
    stage: Path | None,
    preload: Sequence[str],
    *,
    tmp_bytes: int,
    shm_bytes: int,
) -> list[str]:
    """The bubblewrap command that starts a zygote with `preload` imported.

    All namespaces are its own, the system is read-only, and user namespaces inside are switched off. The zygote keeps
    the capabilities of its own user namespace, to give each job namespaces of its own; a job gives them up.
    """
    arguments = [bubblewrap, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments += ["--unshare-cgroup-try", "--disable-userns", "--cap-add", "ALL", "--uid", "1000", "--gid", "1000"]
    arguments += ["--hostname", "box", "--die-with-parent", "--new-session", "--clearenv"]
    arguments += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib64"):
        if Path(f"/usr/{name}").is_dir():
            arguments += ["--symlink", f"usr/{name}", f"/{name}"]
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    arguments += ["--tmpfs", "/usr/local", "--proc", "/proc", "--dev", "/dev"]
    arguments += ["--size", str(shm_bytes), "--tmpfs", "/dev/shm", "--size", str(tmp_bytes), "--tmpfs", BOX_HOME]
    for show in shows:
        source = stage / show.staged if stage else show.source
        arguments += ["--ro-bind", str(source), show.inside]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", BOX_HOME]
    settings = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": BOX_HOME,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    for name, value in settings.items():
        arguments += ["--setenv", name, value]
    python = Path(sys.base_prefix) / f"bin/python{sys.version_info.major}.{sys.version_info.minor}"
    return [*arguments, str(python), "-I", "/box/zygote.py", *preload]
