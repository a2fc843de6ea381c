"""The process that `outside.read` starts: it takes its limits upon itself, then reads one file and answers in JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
from importlib import import_module
from typing import Any


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    module, _, name = order["task"].partition(":")
    function = getattr(import_module(module), name)  # before the limits: importing is our own doing
    limits = order["limits"]
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(5)  # whoever reads a page comes first
    sys.stdout.buffer.write(answered(function, order["arguments"], limits["result"]))
    sys.stdout.buffer.flush()
    os._exit(0)  # taking millions of objects apart would take longer than making them


def answered(function: Any, arguments: dict[str, Any], most: int) -> bytes:
    """The function's result or its refusal as JSON; nothing where there was not enough memory for it."""
    try:
        reply = {"result": function(sys.stdin.buffer.read(), **arguments)}
    except (MemoryError, RecursionError):
        return b""
    except ValueError as refused:
        reply = {"refused": str(refused)}
    return json.dumps(reply).encode()[: most + 1]


if __name__ == "__main__":
    main()
