"""What `chainrule serve` runs: the site behind its door, with housekeeping beside it in the same process."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable

from chainrule.campus.site.wsgi import application  # first: it makes Django ready for what follows

__all__ = ["serve"]

from django.conf import settings
from django.db import connections

from chainrule.campus.site import clock
from chainrule.campus.site.alone.bench import bench
from chainrule.campus.site.core import housekeeping
from chainrule.campus.site.front.door import Door
from chainrule.campus.site.front.limits import connections_to_have
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.middleware import LARGEST_REQUEST
from chainrule.campus.site.revising import keeping

# Seconds that a thread computes before another may: with Python's 0.005 the dozen that serve pages hand the interpreter
# to each other so often that a class of 500 who begin at once takes a fifth more of the processor.
TURN = 0.02


def serve(listening: socket.socket, opened: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `opened` is called once who comes is answered."""
    door = Door(application, listening, largest_body=LARGEST_REQUEST, connections=connections_to_have())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: door.stop())
    sys.setswitchinterval(TURN)
    housekeeping.end_with_parent()
    keeping.take_up(clock.now())  # before the first answer: no grade is shown by rules that no revision recorded
    connections.close_all()
    threading.Thread(target=begin, args=(opened,), name="beginning", daemon=True).start()
    door.run()


def begin(opened: Callable[[], None]) -> None:
    """What is not needed for the first answer."""
    if settings.ALONE:
        bench().start()
    opened()
    housekeeping.start()
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own: whoever reads now goes first
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    texts.warm()
