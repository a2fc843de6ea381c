"""One server with the site's application behind it: python contestant.py NAME PORT. Each has 16 threads."""

import os
import socket
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainrule.campus.site.settings")
THREADS = 16


def door(port: int) -> None:
    """Ours, as `chainrule serve` runs it."""
    from chainrule.campus.site.wsgi import application  # first: it makes Django ready

    from chainrule.campus.site.front.door import Door  # isort: skip
    from chainrule.campus.site.front.limits import connections_to_have  # isort: skip
    from chainrule.campus.site.middleware import LARGEST_REQUEST  # isort: skip

    listening = socket.create_server(("127.0.0.1", port), backlog=2048)
    Door(application, listening, largest_body=LARGEST_REQUEST, connections=connections_to_have()).run()


def waitress(port: int) -> None:
    """As it comes."""
    from waitress import serve

    from chainrule.campus.site.wsgi import application

    serve(application, listen=f"127.0.0.1:{port}", threads=THREADS, asyncore_use_poll=True)


def granian(port: int) -> None:
    """As `chainrule serve` ran it until November 2026."""
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    multiprocessing.set_start_method("spawn", force=True)
    Server(
        "chainrule.campus.site.wsgi:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=THREADS, backpressure=256, websockets=False, log_level=LogLevels.error,
    ).serve()  # fmt: skip


def uvicorn(port: int) -> None:
    """An event loop with a pool of threads behind it (its own bridge to WSGI, which has ten)."""
    import uvicorn as server

    from chainrule.campus.site.wsgi import application

    def stripped(environ: Any, start_response: Any) -> Any:  # Django begins a cookie with a space, h11 refuses it
        return application(
            environ, lambda status, head, *rest: start_response(status, [(k, v.strip()) for k, v in head], *rest)
        )

    server.run(stripped, host="127.0.0.1", port=port, interface="wsgi", log_level="error")


if __name__ == "__main__":
    {"door": door, "waitress": waitress, "granian": granian, "uvicorn": uvicorn}[sys.argv[1]](int(sys.argv[2]))
