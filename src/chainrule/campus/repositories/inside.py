"""Run in the box: carries Git's connections to the door, and runs Git as it is told to. Standard library only.

    python -I /box/inside.py DOOR

It speaks on descriptor 3. It says "ready", then waits for its order: by then it is in its control group. Each line
that follows names a command, with what it may read and how much it may say; what it says is sent on in chunks.
"""

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chainrule.labs.sandbox import kernel
else:  # mounted beside this file; nothing else of the package is in the box
    sys.path.insert(0, "/box")
    import kernel

CONTROL = 3
CHUNK = 64 * 1024
ERRORS = 8 * 1024


def main() -> None:
    """Give up what is not needed, open the relay, serve."""
    control = socket.socket(fileno=CONTROL)
    control.sendall(b"ready")
    stream = control.makefile("rwb")
    order = json.loads(stream.readline())
    for name, most in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (most, most))
    kernel.no_new_privileges()
    kernel.drop_capabilities()
    kernel.install_filter(bytes.fromhex(order["filter"]))
    relay = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, args=(relay, sys.argv[1]), daemon=True).start()
    answer(stream, {"port": relay.getsockname()[1]})
    while line := stream.readline():
        command = json.loads(line)
        run(stream, command, stream.read(command["input"]), order["environment"])


def answer(stream: Any, said: dict[str, Any]) -> None:
    """One line, and all that waits before it."""
    stream.write(json.dumps(said).encode() + b"\n")
    stream.flush()


def run(stream: Any, command: dict[str, Any], given: bytes, environment: dict[str, str]) -> None:
    """Run a command. What it says goes out in chunks after their lengths; then an empty one, and how it ended."""
    process = subprocess.Popen(
        command["arguments"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    errors = bytearray()
    helpers = [
        threading.Thread(target=feed, args=(process.stdin, given), daemon=True),
        threading.Thread(target=listen, args=(process.stderr, errors), daemon=True),
    ]
    for helper in helpers:
        helper.start()
    left = command["limit"]
    while left > 0 and (chunk := process.stdout.read(min(left, CHUNK))):
        left -= len(chunk)
        stream.write(len(chunk).to_bytes(4, "big") + chunk)
    cut = left == 0 and process.stdout.read(1) != b""
    if cut:
        os.killpg(process.pid, 9)
    code = process.wait()
    helpers[1].join(1.0)
    stream.write(bytes(4))
    answer(stream, {"code": code, "cut": cut, "errors": errors.decode("utf-8", "replace")})


def feed(pipe: IO[bytes], given: bytes) -> None:
    """Write what the command is to read."""
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(given)


def listen(pipe: Any, errors: bytearray) -> None:
    """Keep the end of what the command says on the side: there stands why it ended."""
    while chunk := pipe.read1(CHUNK):
        errors += chunk
        del errors[:-ERRORS]


def accept(relay: socket.socket, door: str) -> None:
    """Carry each connection to the door."""
    while True:
        client, _ = relay.accept()
        outside = socket.socket(socket.AF_UNIX)
        try:
            outside.connect(door)
        except OSError:
            client.close()
            continue
        for source, target in ((client, outside), (outside, client)):
            threading.Thread(target=carry, args=(source, target), daemon=True).start()


def carry(source: socket.socket, target: socket.socket) -> None:
    """Bytes, one way, to the end."""
    try:
        while data := source.recv(CHUNK):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main()
