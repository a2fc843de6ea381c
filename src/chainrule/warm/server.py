"""The interpreter that waits with modules loaded and forks itself into scripts. Run as a file, standard library only.

Its arguments are the address of a Unix socket and the modules to load. An order that comes over the socket is JSON with
three descriptors: {"script", "arguments", "folder", "environment"}. The answer is {"pid": n} at once and {"code": n}
at the end. A caller that closes its end, or dies, ends the script with all that it started; so does the end of this
process's standard input, which is its parent's to hold.
"""

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

MAX_ORDER = 1 << 20


def serve(listening: socket.socket, parent: int) -> None:
    """Fork for every order until the parent goes."""
    woken, wake = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    callers: dict[int, socket.socket] = {}
    orders: list[socket.socket] = []
    while True:
        watched: list[Any] = [parent, woken, listening, *orders, *callers.values()]
        ready, _, _ = select.select(watched, [], [])
        if parent in ready:
            break
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 4096)
        reap(callers)
        for pid, caller in list(callers.items()):
            if caller in ready:  # a caller says nothing more: it has closed its end
                finish(pid, callers)
        if listening in ready:
            orders.append(listening.accept()[0])
        for caller in [one for one in orders if one in ready]:
            orders.remove(caller)
            started = start(caller, (listening, *orders, *callers.values()), (parent, woken, wake))
            if started:
                callers[started] = caller
    for pid in callers:
        end(pid)


def start(caller: socket.socket, sockets: tuple[socket.socket, ...], pipes: tuple[int, ...]) -> int | None:
    """Fork for the order of one caller; the number of the process, or None where there was no order."""
    order, descriptors, _, _ = socket.recv_fds(caller, MAX_ORDER, 3)
    if len(descriptors) != 3:
        caller.close()
        return None
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for held in (*sockets, caller):
            held.close()
        for pipe in pipes:
            os.close(pipe)
        become(json.loads(order), descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    with contextlib.suppress(OSError):
        caller.send(json.dumps({"pid": pid}).encode())
    return pid


def become(order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Run the script as if this interpreter had just been started with it."""
    code = 1
    try:
        os.setsid()
        for standard, descriptor in enumerate(descriptors):
            os.dup2(descriptor, standard)
            os.close(descriptor)
        open_standard_streams()
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = [order["script"], *order["arguments"]]
        reseed()
        runpy.run_path(order["script"], run_name="__main__")
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def open_standard_streams() -> None:
    """Streams over what the descriptors are now: those of this interpreter's start remember what they were."""
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # type: ignore[misc] # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # type: ignore[misc] # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # type: ignore[misc] # noqa: SIM115


def reseed() -> None:
    """Forks inherit the state of random generators: without this an unseeded program would look deterministic."""
    import random

    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()


def reap(callers: dict[int, socket.socket]) -> None:
    """Finish what has ended."""
    for pid in list(callers):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            finish(pid, callers)


def finish(pid: int, callers: dict[int, socket.socket]) -> None:
    """End a script with all that it started, and tell its caller."""
    end(pid)  # before its number is free again
    _, status = os.waitpid(pid, 0)
    caller = callers.pop(pid)
    with contextlib.suppress(OSError):
        caller.send(json.dumps({"code": os.waitstatus_to_exitcode(status)}).encode())
    caller.close()


def end(pid: int) -> None:
    """Kill a script and all that it started; it may not have reached `setsid` yet."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def main() -> None:
    """Load the modules, then open the door."""
    address, *modules = sys.argv[1:]
    parent = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(f"{address}.new")
    listening.listen(1024)
    os.rename(f"{address}.new", address)  # noqa: PTH104 - who comes before the modules are loaded waits in the line
    for module in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    gc.collect()
    gc.freeze()
    serve(listening, parent)


if __name__ == "__main__":
    main()
