"""What the box shows, and the bubblewrap command that makes it. Pure functions, but for asking where things are."""

import functools
import importlib.metadata
import os
import pwd
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chainrule import machine
from chainrule.labs.sandbox.layers import Layers

PACKAGE = Path(__file__).resolve().parents[2]
LIBRARY_ROOMS = ("autograd", "data", "nn", "optim", "probability", "models", "training", "linalg")
SERVICE_USERS = ("chainrule-box", "nobody")
BOX_HOME = "/tmp"
# Below /usr, and not of the system: a course, a checkout or the packages of another project may lie there.
NOT_OF_THE_SYSTEM = ("/usr/local", "/usr/src", "/usr/lib/python3/dist-packages")
HOST_FOLDERS = ("/etc", "/home", "/opt", "/srv", "/var")  # shown where a test switches the layer "system" off


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
    """The interpreter's own folder, where it is not that of the system, at the place that it was built for."""
    prefix = Path(sys.base_prefix).resolve()
    return () if prefix == Path("/usr") else (Show(prefix, str(prefix)),)


def places_to_hide() -> tuple[str, ...]:
    """What lies in folders that the box shows, and is none of its business: above all the packages installed there.

    A server may have been installed into the interpreter's own folder, with the courses' checks and solutions.
    """
    prefix = Path(sys.base_prefix).resolve()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    installed = [prefix / "lib" / version / name for name in ("site-packages", "dist-packages")]
    return tuple(str(path) for path in installed if path.is_dir())


def library_to_show() -> tuple[Show, ...]:
    """The library half of this package, file by file: for the proof of the layer "library", which keeps it out."""
    files = sorted(PACKAGE.glob("*.py"))
    for room in LIBRARY_ROOMS:
        files += sorted((PACKAGE / room).rglob("*.py"))
    return tuple(Show(path, f"/library/{path.relative_to(PACKAGE.parent)}") for path in files)


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
    """Where bubblewrap is."""
    return machine.bubblewrap() or None


def command(
    bubblewrap: str,
    shows: Sequence[Show],
    stage: Path | None,
    preload: Sequence[str],
    *,
    layers: Layers,
    tmp_bytes: int,
    shm_bytes: int,
    program: str = "/box/zygote.py",
) -> list[str]:
    """The bubblewrap command that starts a zygote with `preload` imported, or another program with those arguments.

    All namespaces are its own, the system is read-only, and user namespaces inside are switched off. The zygote keeps
    the capabilities of its own user namespace, to give each job namespaces of its own; a job gives them up.
    """
    arguments = [bubblewrap, "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    arguments += ["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"] if layers.user else []
    arguments += ["--unshare-net"] if layers.network else []
    arguments += ["--clearenv"] if layers.environment else []
    arguments += ["--cap-add", "ALL", "--hostname", "box", "--die-with-parent", "--new-session"]
    arguments += system_folders(layers)
    arguments += ["--size", str(shm_bytes), "--tmpfs", "/dev/shm", "--size", str(tmp_bytes), "--tmpfs", BOX_HOME]
    for show in shows:
        source = stage / show.staged if stage else show.source
        arguments += ["--ro-bind", str(source), show.inside]
    for place in places_to_hide():
        arguments += ["--tmpfs", place, "--remount-ro", place]
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
    return [*arguments, str(python), "-I", program, *preload]


def system_folders(layers: Layers) -> list[str]:
    """The arguments that show the system, read-only and without what is not part of it."""
    bind = "--ro-bind" if layers.system else "--bind"
    arguments = [bind, "/usr", "/usr"]
    if not layers.system:
        arguments += [word for name in HOST_FOLDERS if Path(name).is_dir() for word in ("--bind", name, name)]
    for name in ("bin", "sbin", "lib", "lib64"):
        if Path(f"/usr/{name}").is_dir():
            arguments += ["--symlink", f"usr/{name}", f"/{name}"]
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    hidden = [place for place in NOT_OF_THE_SYSTEM if Path(place).is_dir()]
    for place in hidden:
        arguments += ["--tmpfs", place]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    if Path(sys.base_prefix).resolve() == Path("/usr/local"):
        return arguments  # the interpreter is shown there, read-only
    return arguments + [word for place in hidden for word in ("--remount-ro", place)]
