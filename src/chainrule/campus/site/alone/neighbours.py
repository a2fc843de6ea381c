"""Whether a request comes from this user of the machine: a computer of many users has one loopback for all of them.

The course for one asks nobody for a password, and what is typed into its pages is run as its owner. Linux says whose
each connection is; elsewhere, where a laptop has one user, whoever is on the machine is taken for them.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.http import HttpRequest

TABLE = Path("/proc/net/tcp")
ROOT = 0  # who may do anything, and what passes connections on (WSL)
ESTABLISHED = "01"


def is_stranger(request: HttpRequest) -> bool:
    """Whether another user of this machine asks."""
    try:
        here, there = int(request.META["SERVER_PORT"]), int(request.META["REMOTE_PORT"])
        table = TABLE.read_text(encoding="ascii")
    except (KeyError, ValueError, OSError):
        return False
    return is_other(table, here, there, os.getuid())


def is_other(table: str, here: int, there: int, mine: int) -> bool:
    """Whether the far end of the connection between these two ports is neither this user's nor root's.

    A far end that is closed has no owner any more: it counts as another's, or one could ask and be gone. Where the
    table does not even know our own end, it says nothing.
    """
    rows = [line.split() for line in table.splitlines()[1:]]
    ends = {(port(row[1]), port(row[2])): (row[3], int(row[7])) for row in rows if len(row) > 7}
    if (here, there) not in ends:
        return False
    state, owner = ends.get((there, here), ("", -1))
    return state != ESTABLISHED or owner not in (mine, ROOT)


def port(address: str) -> int:
    """The port in `0100007F:1F90`."""
    return int(address.rpartition(":")[2], 16)
