"""A team's repository on a Git host of the test's own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

GIT = "/usr/bin/git"
FILES = {
    "README.md": b"# Birds\n\n## Goal\nFrom a song to a species.\n",
    "model.py": b"def answer():\n    return 42\n",
    "main.ipynb": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
}


def make(folder: Path, files: Mapping[str, bytes] = FILES, name: str = "birds.git") -> str:
    """A repository with one commit; the commit's id."""
    place = folder / name
    place.mkdir(parents=True)
    for path, content in files.items():
        (place / path).write_bytes(content)
    people = {"GIT_AUTHOR_NAME": "Sona Aliyeva", "GIT_AUTHOR_EMAIL": "sona@example.edu"}
    people |= {"GIT_COMMITTER_NAME": "Sona Aliyeva", "GIT_COMMITTER_EMAIL": "sona@example.edu"}
    variables = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": str(folder), **people}

    def git(*words: str) -> str:
        done = subprocess.run([GIT, *words], cwd=place, env=variables, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message", "Begin")
    return git("rev-parse", "HEAD")
