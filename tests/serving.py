"""`chainrule` started as a person starts it, in a process that a test can talk to and that does not outlive it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

WORD = [sys.executable, "-c", "from chainrule.cli import main; main()"]


class Start(Protocol):
    """Starts the command with more arguments, and with more in its environment."""

    def __call__(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]": ...


@contextmanager
def starting(command: str, environment: Mapping[str, str], folder: Path | None = None) -> Iterator[Start]:
    """Gives what starts `chainrule COMMAND`, in a folder; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **more: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*WORD, command, *arguments],
            env={**environment, **more},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def address_in(process: "subprocess.Popen[str]", sentence: str) -> str:
    """What stands in the group of `sentence`, a pattern, once the process prints it: its address."""
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if match := re.search(sentence, line):
            return match.group(1)
    pytest.fail("the command ended without an address:\n" + "".join(said))
