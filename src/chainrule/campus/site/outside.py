"""Reading files that people send, in a process of its own: whatever is in them, the site itself goes on.

    text = outside.read("chainrule.campus.site.labs.notebooks:source", content, number="03", builds=[...])

The function gets the file's bytes and the arguments, and returns what JSON can hold; a `ValueError` of it is a refusal
in words. The process has so much memory, so much time and no environment; so many run at once. No shell, no file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any

from chainrule.campus.site.share import Busy, Share

share = Share(at_once=2, waiting=3, patience=10.0)


class CannotRead(ValueError):
    """The file is not read; the message says why, in words."""


class TooManyRead(CannotRead):
    """So many files are read at this moment that this one must come again: no fault of its own."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may take."""

    seconds: float = 40.0  # by the clock, a far limit: the machine may be busy
    cpu_seconds: int = 5
    memory: int = 512 * 2**20  # bytes of address space, Python and NumPy included
    result: int = 2 * 2**20  # bytes of JSON


LIMITS = Limits()


def read(task: str, content: bytes, *, limits: Limits = LIMITS, **arguments: Any) -> Any:
    """What `task` ("module:function") makes of a file's content. Raises `CannotRead`."""
    order = json.dumps({"task": task, "arguments": arguments, "limits": asdict(limits)}).encode()
    try:
        with share.taken():
            answer = _answer(order + b"\n" + content, limits)
    except Busy:
        raise TooManyRead("many files are being read at this moment: wait a minute, then send it again") from None
    if len(answer) > limits.result:
        raise CannotRead(f"it amounts to more than {limits.result:,} bytes: make it smaller")
    try:
        reply = json.loads(answer)
        if "refused" in reply:
            raise CannotRead(reply["refused"])
        return reply["result"]
    except CannotRead:
        raise
    except (ValueError, KeyError, TypeError):  # it was killed, or ran out of memory before it could say so
        raise CannotRead("it takes more memory or time to read than one file may have: make it smaller") from None


def _answer(asked: bytes, limits: Limits) -> bytes:
    command = [sys.executable, "-I", "-m", "chainrule.campus.site.outside_process"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={"OPENBLAS_NUM_THREADS": "1"}, cwd="/", start_new_session=True, **pipes) as it:
        try:
            return it.communicate(asked, timeout=limits.seconds)[0]
        except subprocess.TimeoutExpired:
            return b""
        finally:
            it.kill()
