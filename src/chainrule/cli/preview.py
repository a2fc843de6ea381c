"""`chainrule preview`: a lecture in the browser as it is written, new at every save."""

import contextlib
import os
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

import click

from chainrule.cli.publish import OF_A_SITE
from chainrule.cli.serve import SETTINGS
from chainrule.course import find_course

HOST = "127.0.0.1"


class Answer(Protocol):
    """What is sent back."""

    @property
    def status(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class Pages(Protocol):
    """What knows what stands at an address."""

    def answer(self, path: str) -> Answer: ...


@click.command()
@click.argument("number", type=click.IntRange(1, 999), required=False)
@click.option(
    "--port", default=8100, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 picks a free one."
)
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser.")
@click.option("--course", help="The folder that holds course.toml.  [default: the one found here]")
def preview(number: int | None, port: int, opens: bool, course: str | None) -> None:
    """Show the lectures, or lecture NUMBER, in the browser; the page is new at every save.

    What is wrong stands on the page, with file, line and remedy, as `chainrule verify` would say it. Ctrl-C stops it.
    """
    prepare(find_course(course))
    from chainrule.campus.site.published.preview import Preview

    serve(Preview, port, f"lectures/{number:02d}/" if number else "", opens)


def prepare(course: Path) -> None:
    """Set this process up as a site that shows a course to its author."""
    for name in OF_A_SITE:
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "CHAINRULE_COURSE": str(course),
        "CHAINRULE_DEBUG": "1",
        "CHAINRULE_PREVIEW": "1",
    }
    import django

    django.setup()


def serve(pages: Callable[[], Pages], port: int, path: str, opens: bool) -> None:
    """Answer with these pages until Ctrl-C; `path` is the page that is opened."""
    try:
        server = ThreadingHTTPServer((HOST, port), handler(pages()))
    except OSError as error:
        problem = f"port {port} is not available: {error.strerror}\n  fix: take another, or 0 for a free one: --port 0"
        raise click.ClickException(problem) from error
    server.daemon_threads = True
    address = f"http://{HOST}:{server.server_port}/{path}"
    click.echo(f"{address}    (Ctrl-C stops it)")
    if opens:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.server_close()


def handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    """What answers each request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = pages.answer(self.path)
            with contextlib.suppress(ConnectionError):  # the browser has left the page, as it does at each save
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                self.send_header("Content-Length", str(len(answer.content)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(answer.content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing: each save would be a line."""

    return Handler
