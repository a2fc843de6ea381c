"""The process that `chainrule serve` keeps running: it prepares the site, opens the door and says where it is."""

import os
import socket
import sys
import webbrowser

import click


@click.command(hidden=True)
@click.option("--demo", is_flag=True)
@click.option("--browser", is_flag=True, help="Open the site in this user's browser.")
@click.option("--first", is_flag=True, help="Nothing was served yet: bring the database and the files up to date.")
@click.argument("host")
@click.argument("listening", type=int)
@click.argument("news", type=int)
def serving(demo: bool, browser: bool, first: bool, host: str, listening: int, news: int) -> None:
    """Serve on a socket that the parent has bound, and tell it through a pipe how far we are."""
    from chainrule.campus.site.front.keeper import OPEN, PREPARED, tell
    from chainrule.campus.site.front.limits import connections_to_have, shortage
    from chainrule.cli.serve import greeting, prepare, step, welcome

    sys.argv[0] = os.environ.get("CHAINRULE_CALLED_AS", sys.argv[0])  # fixes name the command that the user typed
    os.set_inheritable(listening, False)
    os.set_inheritable(news, False)
    door = socket.socket(fileno=listening)
    if first:
        prepare(demo)
        step("Starting the server and warming up ...")
    tell(news, PREPARED)

    def opened() -> None:
        tell(news, OPEN)
        if first:
            here, alone = address(host, door.getsockname()[1]), os.environ.get("CHAINRULE_ALONE")
            click.echo(welcome(here, alone) if alone else greeting(host, here, demo))
            if lack := shortage(connections_to_have()):
                click.echo(f"A whole class at once needs more connections.\n  fix: {lack}")
            sys.stdout.flush()
            if browser and has_screen():
                webbrowser.open(f"{here}/")

    from chainrule.campus.site.server import serve

    serve(door, opened)


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the site."""
    every = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}
    return f"http://{every.get(host, f'[{host}]' if ':' in host else host)}:{port}"


def has_screen() -> bool:
    """Whether a browser can open a window here; without one Python would start a browser for terminals in ours."""
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
