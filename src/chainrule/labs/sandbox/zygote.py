"""The process that waits in the box with NumPy or PyTorch loaded, and forks itself for each job.

Runs inside bubblewrap as a file. It holds no check, no answer, no secret and no descriptor but its control socket,
because every job inherits its memory. A job is forked twice: the first child takes namespaces of its own and stays
outside as the witness of how the job ended; the second is process 1 of the new namespaces. Before that one runs a
line of the student's it has told the server its process number (to be put into a control group), has been told to go
on, has given up every capability and has the system call filter on.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from chainrule.labs import box
    from chainrule.labs.sandbox import kernel
else:  # mounted beside this file; nothing else of the package is in the box
    sys.path.insert(0, "/box")
    import box
    import kernel

CONTROL = 3
LIBRARY = "/library"  # there only where a test switches the layer off
MAX_ORDER = 1 << 20
RLIMIT_SIGPENDING = 11  # of Linux; Python has no name for it


def serve(control: socket.socket) -> None:
    """Fork a job for each order that comes over the control socket; end when the server has gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # witnesses are nobody's business here: the kernel reaps them
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MAX_ORDER, 8)
        if not data:
            return
        if os.fork() == 0:
            witness(control, json.loads(data), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def witness(control: socket.socket, order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Take the job's namespaces, fork the job into them, and report how it ended."""
    status = socket.socket(fileno=descriptors[0])
    layers = order["layers"]
    try:
        if layers["descriptors"]:
            control.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        namespaces = kernel.CLONE_NEWNS | kernel.CLONE_NEWUTS
        if layers["processes"]:
            os.setsid()  # a kill of "my process group" must not reach the zygote
            namespaces |= kernel.CLONE_NEWPID | kernel.CLONE_NEWIPC
        if layers["network"]:
            namespaces |= kernel.CLONE_NEWNET
        kernel.unshare(namespaces)
        pid = os.fork()
        if pid == 0:
            become_job(status, order, descriptors[1:])
        for descriptor in descriptors[1:]:
            os.close(descriptor)
        _, code, used = os.wait4(pid, 0)
        cpu = used.ru_utime + used.ru_stime
        status.send(json.dumps({"ended": os.waitstatus_to_exitcode(code), "cpu": cpu}).encode())
    except BaseException as error:
        with contextlib.suppress(OSError):
            status.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
    finally:
        os._exit(0)


def become_job(status: socket.socket, order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Close every door, then run the worker."""
    try:
        layers, limits = order["layers"], order["limits"]
        if layers["processes"]:
            os.setsid()
        own_view(layers, limits)
        status.send(b'{"ready": true}')  # the kernel adds our process number, as the server sees it
        if status.recv(16) != b"go":
            os._exit(1)
        if layers["proc"]:
            with contextlib.suppress(OSError):  # a kernel without them; then its group's name is all that it sees
                kernel.unshare(kernel.CLONE_NEWCGROUP)
        arrange_descriptors(*descriptors, others=not layers["descriptors"])
        if layers["rlimits"]:
            set_limits(limits)
        if layers["capabilities"]:
            kernel.drop_capabilities()
        kernel.no_new_privileges()
        if layers["seccomp"]:
            kernel.install_filter(bytes.fromhex(order["filter"]))
        os.chdir("/tmp")
        os.environ["HOME"] = "/tmp"
    except BaseException as error:
        with contextlib.suppress(OSError):
            status.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
        os._exit(1)
    run()


def own_view(layers: dict[str, bool], limits: dict[str, Any]) -> None:
    """Fresh, sized temporary folders, no terminals, and a /proc that shows the processes of this job and no more."""
    quiet = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.make_private()
    tmp = shm = "mode=1777"
    if layers["temporary"]:
        tmp = f"size={limits['tmp_bytes']},nr_inodes={limits['files']},{tmp}"
        shm = f"size={limits['shm_bytes']},nr_inodes={limits['files']},{shm}"
    kernel.mount("tmpfs", "/tmp", "tmpfs", quiet, tmp)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", quiet | kernel.MS_NOEXEC, shm)
    # A terminal that one job opens could be opened by the next: there are none.
    kernel.mount("tmpfs", "/dev/pts", "tmpfs", quiet | kernel.MS_RDONLY, "size=4096")
    if layers["proc"] and layers["processes"]:  # the processes of another namespace may not be shown
        try:
            kernel.mount("proc", "/proc", "proc", quiet | kernel.MS_NOEXEC, "subset=pid")
        except OSError:  # before Linux 5.8
            kernel.mount("proc", "/proc", "proc", quiet | kernel.MS_NOEXEC)


def arrange_descriptors(requests: int, replies: int, output: int, *, others: bool) -> None:
    """Put the job's streams where `chainrule.labs.box` looks for them, and close every other descriptor."""
    high = [os.dup2(descriptor, 100 + place) for place, descriptor in enumerate((requests, replies, output))]
    for place, descriptor in enumerate(high):
        os.dup2(descriptor, place)
    if not others:
        os.closerange(3, 1 << 16)
    sys.stdin, sys.stdout, sys.stderr = (open(place, mode, closefd=False) for place, mode in enumerate("rww"))  # noqa: SIM115


def set_limits(limits: dict[str, Any]) -> None:
    """The kernel's own limits, behind the control group: a second line where there is one, the only one where not."""

    def at_most(what: int, value: int) -> None:
        resource.setrlimit(what, (value, value))

    at_most(resource.RLIMIT_CORE, 0)
    at_most(resource.RLIMIT_CPU, limits["cpu_seconds"])
    at_most(resource.RLIMIT_FSIZE, limits["tmp_bytes"])
    at_most(resource.RLIMIT_NOFILE, 256)
    at_most(resource.RLIMIT_MEMLOCK, 0)
    at_most(resource.RLIMIT_MSGQUEUE, 0)
    # Queued signals are counted over all jobs too. A plain signal needs no place in a queue.
    at_most(RLIMIT_SIGPENDING, 0)
    # Counted over all jobs of this zygote: what one job may have is its control group's to say, where there is one.
    at_most(resource.RLIMIT_NPROC, limits["processes_of_all"])
    if limits["address_bytes"]:
        at_most(resource.RLIMIT_AS, limits["address_bytes"])


def run() -> NoReturn:
    """Serve the checker, as if `box.py` had been started as a program."""
    code = 1
    try:
        box.main()
        code = 0
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else 1
    except BaseException:
        with contextlib.suppress(BaseException):
            sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(BaseException):
            sys.stderr.flush()
        os._exit(code & 0xFF)


def rehearse_torch() -> None:
    """Do once what PyTorch does at first use: look at the processor, which a job's /proc does not show, and load the
    second half of itself (more than a second) at an optimiser's first step. No thread may start here: a fork would
    lose it.
    """
    import torch

    weight = torch.nn.Parameter(torch.zeros(64).exp())
    weight.grad = torch.zeros(64)
    torch.optim.Adam([weight]).step()


def main() -> None:
    """Load what the labs need, say that all is ready, wait."""
    sys.path[:] = [path for path in sys.path if path != "/box"] + ["/packages", LIBRARY]
    for name in sys.argv[1:]:
        importlib.import_module(name)
    if "numpy" in sys.argv[1:]:
        for name in ("numpy.random", "numpy.typing"):  # which NumPy itself loads at their first use
            importlib.import_module(name)
    if "torch" in sys.argv[1:]:
        rehearse_torch()
    gc.collect()
    gc.freeze()  # the collector of a job need not go through, and so copy, what was here before it
    control = socket.socket(fileno=CONTROL)
    control.send(b"ready")
    serve(control)


if __name__ == "__main__":
    main()
