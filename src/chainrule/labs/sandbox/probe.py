"""What the self-test hands in as if it were a student's file: it tries each layer from inside, and says what it got.

It calls the system as directly as an attack would. `SERVER` is put before it: the server's process number, an abstract
socket that it listens on, and files that it can read.
Each function gives an empty string where the layer holds, else what got through.
"""

import contextlib
import ctypes
import errno
import os
import resource
import socket
import time
from collections.abc import Callable
from typing import Any

SERVER: dict[str, Any] = globals().get("SERVER", {})
libc = ctypes.CDLL(None, use_errno=True)
ALLOWED_VARIABLES = {
    "PATH", "LANG", "HOME", "PWD", "PYTHONDONTWRITEBYTECODE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS", "LC_CTYPE", "KMP_INIT_AT_FORK", "KMP_DUPLICATE_LIB_OK",
}  # fmt: skip


def refused(what: Callable[..., object], *arguments: object) -> bool:
    """Whether the system refuses something."""
    try:
        what(*arguments)
    except OSError:
        return True
    return False


def system_call(name: str, *arguments: object) -> int:
    """The error number of a call of libc, 0 where it worked."""
    ctypes.set_errno(0)
    return ctypes.get_errno() if getattr(libc, name)(*arguments) == -1 else 0


def user() -> str:
    if os.getuid() == 0:
        return "it runs as user 0"
    return "" if refused(os.setuid, 0) else "it became root"


def system() -> str:
    for folder in ("/usr", "/box", "/"):
        if not refused(os.mkdir, f"{folder}/probe"):
            return f"{folder} can be written"
    return next((f"{path} can be seen" for path in SERVER["files"] if os.path.exists(path)), "")


def proc() -> str:
    others = [name for name in os.listdir("/proc") if name.isdecimal() and int(name) != os.getpid()]
    return f"/proc shows {len(others)} processes of others" if others else ""


def network() -> str:
    with socket.socket(socket.AF_UNIX) as out:
        return "" if refused(out.connect, "\0" + SERVER["socket"]) else "it reached a socket of the server"


def processes() -> str:
    if os.getpid() != 1:
        return "it is not the first process of its namespace"
    return "" if refused(os.kill, SERVER["pid"], 0) else "it can send a signal to the server"


def temporary() -> str:
    for folder, most in (("/tmp", SERVER["tmp_bytes"]), ("/dev/shm", SERVER["shm_bytes"])):
        size = os.statvfs(folder)
        if not 0 < size.f_blocks * size.f_frsize <= most or not size.f_files:
            return f"{folder} has no size"
    return ""


def capabilities() -> str:
    lines = dict(line.split(":\t") for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
    kept = [name for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(lines[name], 16)]
    if kept or lines["NoNewPrivs"] != "1":
        return f"it has {', '.join(kept) or 'a way to new privileges'}"
    return ""


def seccomp() -> str:
    tried = {
        "unshare": system_call("unshare", 0x10000000),
        "ptrace": system_call("ptrace", 0, 0, 0, 0),
        "mount": system_call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None),
        "process_vm_readv": system_call("process_vm_readv", os.getpid(), None, 0, None, 0, 0),
    }
    worked = [name for name, error in tried.items() if error != errno.EPERM]
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
        with contextlib.suppress(OSError):
            socket.socket(family, socket.SOCK_DGRAM).close()
            worked.append(f"socket({family.name})")
    return f"these calls are let through: {', '.join(worked)}" if worked else ""


def rlimits() -> str:
    kept = []
    with contextlib.suppress(OSError):
        kept += [open("/dev/null") for _ in range(1_000)]
    opened = len(kept)
    kept.clear()
    if opened == 1_000 or resource.getrlimit(resource.RLIMIT_CPU)[1] == resource.RLIM_INFINITY:
        return "files or seconds have no limit"
    return "" if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 else "a crash leaves an image of its memory"


def environment() -> str:
    found = set(os.environ)
    for pid in (1, os.getpid()):
        with contextlib.suppress(FileNotFoundError):
            text = open(f"/proc/{pid}/environ").read()
            found |= {part.partition("=")[0] for part in text.split("\0") if part}
    return f"it sees {', '.join(sorted(found - ALLOWED_VARIABLES))}" if found - ALLOWED_VARIABLES else ""


def descriptors() -> str:
    found = []
    for descriptor in range(3, 256):
        with contextlib.suppress(OSError):
            os.fstat(descriptor)
            found.append(descriptor)
    return f"descriptors {found} are open" if len(found) > 2 else ""  # two are the checker's own channel


def library() -> str:
    return "the library is in the box" if os.path.exists("/library") else ""


def pids() -> str:
    """Start more processes than are allowed."""
    for _ in range(SERVER["processes"] + 8):
        try:
            child = os.fork()
        except BlockingIOError:
            return ""
        if child == 0:
            time.sleep(20)
            os._exit(0)
    return f"more than {SERVER['processes']} processes were started"


def memory() -> str:
    """Use more memory than is allowed; what comes back says that nobody minded."""
    kept = bytearray(b"x") * (2 * SERVER["memory_bytes"])
    return f"{len(kept)} bytes were used"


def clock() -> None:
    time.sleep(20)


def output() -> None:
    while True:
        os.write(2, bytes(100_000))


def messages() -> str:
    return "x" * 10**7


class Lie(float):
    def __eq__(self, other: object) -> bool:
        return True

    def __sub__(self, other: object) -> float:
        return 0.0

    __rsub__ = __sub__
    __hash__ = float.__hash__


lie = Lie(1.0)
