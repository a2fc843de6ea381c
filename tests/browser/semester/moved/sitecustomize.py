"""Loaded by every Python that finds this folder on PYTHONPATH: the course's clock follows a file.

The file that CHAINRULE_TEST_CLOCK names holds how many seconds the course is ahead of the machine. A site that runs
for a whole semester is moved by it, server and workers alike; nothing of the site itself is changed.
"""

import importlib.util
import os
import sys
from datetime import UTC, datetime, timedelta
from importlib.abc import MetaPathFinder
from pathlib import Path

CLOCK = "chainrule.campus.site.clock"
FILE = os.environ.get("CHAINRULE_TEST_CLOCK")


class Follower(MetaPathFinder):
    """Finds the clock's module as usual, and puts another `now` into it."""

    def find_spec(self, name, path=None, target=None):
        if name != CLOCK:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def followed(module):
            execute(module)
            module.now = lambda: datetime.now(UTC) + timedelta(seconds=float(Path(FILE).read_text()))

        spec.loader.exec_module = followed
        return spec


if FILE:
    sys.meta_path.insert(0, Follower())
