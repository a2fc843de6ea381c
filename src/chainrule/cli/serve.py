"""`chainrule serve` and `chainrule manage`: run the site, and Django's management commands, on this machine."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from chainrule.cli import called

SETTINGS = "chainrule.campus.site.settings"
EVERY_ADDRESS = ("0.0.0.0", "::")
WORKERS = 2
BACKLOG = 2048  # connections that wait in the system while the server starts, or starts again
SERVING = "from chainrule.cli import main; from chainrule.cli.serving import serving; main(serving)"
SAME_MOMENT = timedelta(minutes=10)  # databases of old keep the moment with the seconds that the start took
WORKER_RESTS = 30.0  # seconds at most, after it ended
LIVED = 60.0  # seconds after which its end counts as the first one


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 picks a free one."
)
@click.option("--at", help="Where the course's clock starts, for example 2026-02-12T10:00.")
@click.option("--demo", is_flag=True, help="Fill the site with a made-up class, with accounts to try.")
@click.option("--course", type=click.Path(path_type=Path), help="Folder that holds course.toml.")
@click.option(
    "--bank",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of a private bank: questions for papers that are not in the course.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    envvar="CHAINRULE_WORKERS",
    show_default="2 on SQLite and with --demo; on PostgreSQL 0, where `chainrule worker` grades",
    help="How many submissions this server itself grades at once.",
)
def serve(
    host: str, port: int, at: str | None, demo: bool, course: Path | None, bank: Path | None, workers: int | None
) -> None:
    """Serve the site on this machine, until Ctrl-C."""
    from chainrule.campus.site.environment import var_folder
    from chainrule.campus.site.front.keeper import CannotStart, Keeper
    from chainrule.campus.site.safekeeping import holding
    from chainrule.campus.site.safekeeping.problems import Refused

    listening = claim(host, port, at)
    set_environment(host, at, demo, course, bank)
    command = [sys.executable, "-c", SERVING, *(["--demo"] if demo else []), host]
    try:
        with holding.served(var_folder(os.environ)):
            workers = graders_beside(workers, demo)
            with Keeper(command, listening, lambda text: click.echo(text, err=True)) as keeper, grading_beside(workers):
                keeper.keep()
    except Refused as error:
        raise click.ClickException(str(error)) from error
    except CannotStart as error:
        if str(error):
            click.echo(f"Error: {error}", err=True)
        sys.exit(error.code)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command: `chainrule manage migrate`, `chainrule manage adduser`, ..."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if arguments[:1] == ("demo",):  # what its made-up people hand in is ours, and graded without a sandbox too
        os.environ.setdefault("CHAINRULE_DEMO", "1")
    execute_from_command_line(["chainrule manage", *arguments])


def claim(host: str, port: int, at: str | None = None) -> socket.socket:
    """A socket that listens on the port asked for if nobody does, or on a free one for 0.

    Who comes before the site is ready waits until it is.
    """
    from chainrule.campus.site.environment import DEMO_STARTS_AT

    try:
        return listening_on(host, port)
    except OSError as error:
        # Many may start at this moment and take the next port too, so the last try is one that the system picks.
        others = [*range(port + 1, min(port + 20, 65536)), 0]
        free = next(filter(None, (free_port(host, other) for other in others)), None)
        fix = "stop the program that uses it"
        if free:
            fix += f", or take another port: {called.with_port(free, at='' if at == DEMO_STARTS_AT else at)}"
        problem = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)
        raise click.ClickException(f"port {port} on {host} is not available: {problem}\n  fix: {fix}") from error


def listening_on(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `OSError`."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def free_port(host: str, port: int) -> int | None:
    with contextlib.suppress(OSError), listening_on(host, port) as found:
        return int(found.getsockname()[1])
    return None


def set_environment(host: str, at: str | None, demo: bool, course: Path | None, bank: Path | None = None) -> None:
    """Write the options where the settings read them, for this process and the server's."""
    from chainrule.campus.site.environment import DEMO_STARTS_AT

    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["CHAINRULE_SERVING"] = "1"
    os.environ.pop("CHAINRULE_ALONE", None)  # `chainrule learn` alone sets it
    os.environ |= {"CHAINRULE_PARENT": str(os.getpid()), "CHAINRULE_CALLED_AS": sys.argv[0]}
    if course:
        os.environ["CHAINRULE_COURSE"] = str(course)
    if bank:
        os.environ["CHAINRULE_BANK"] = str(bank.resolve())
    if demo:
        os.environ["CHAINRULE_DEMO"] = "1"
    if at or demo:
        os.environ["CHAINRULE_AT"] = at or os.environ.get("CHAINRULE_AT") or DEMO_STARTS_AT
    if host not in ("127.0.0.1", "localhost", "::1", *EVERY_ADDRESS):
        os.environ["CHAINRULE_HOSTS"] = ",".join(filter(None, [os.environ.get("CHAINRULE_HOSTS"), host]))


def prepare(demo: bool) -> None:
    """Bring the database and the static files up to date, and load the demo class where it is asked for."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import OperationalError, connections

    django.setup()
    from chainrule.campus.site.course import check_private_bank, course

    quiet = io.StringIO()
    step("Preparing the database and the static files ...")
    call_command("check", fail_level="ERROR", stdout=quiet)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        where = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "the folder CHAINRULE_VAR"
        reason = str(error).strip().splitlines()[0]
        raise click.ClickException(f"the database cannot be used: {reason}\n  fix: check {where}") from error
    course()  # a mistake in course.toml is told here, not on every page
    check_private_bank()
    tell_what_waits()
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        try:
            make_demo()
        except CommandError as error:
            raise click.ClickException(str(error)) from error
    connections.close_all()


def tell_what_waits() -> None:
    """Say that course.toml has rules which no revision put in force: the site goes on with those that are."""
    from chainrule.campus.site import clock
    from chainrule.campus.site.revising import keeping

    keeping.take_up(clock.now())
    if waits := keeping.waits_in_words():
        step(f"{waits}, and the site goes on with those that are.\n  fix: {keeping.REMEDY}")


def step(doing: str) -> None:
    """Say what is done now; at once, also where the output is no terminal."""
    click.echo(doing)
    sys.stdout.flush()


def make_demo() -> None:
    """Load the demo class; where there is one of another moment, say so and how to get a fresh one."""
    from django.conf import settings
    from django.core.management import call_command

    from chainrule.campus.site import clock
    from chainrule.campus.site.core import demo

    starts = settings.STARTS_AT or clock.now()
    made = demo.made_for()
    if made is None:
        step("Making the demo class: people, papers and graded labs (once) ...")
        call_command("demo", at=starts.isoformat(), stdout=io.StringIO())
    elif abs(made - starts) > SAME_MOMENT:
        zone = settings.COURSE_TIMEZONE
        then, now = (f"{moment.astimezone(zone):%-d %B %Y, %H:%M}" for moment in (made, starts))
        fresh = called.demo_reset(f"{starts.astimezone(zone):%Y-%m-%dT%H:%M}")
        step(
            f"This demo class was made for {then}, and the clock now starts at {now}: its papers and hand-ins belong "
            f"to the other moment.\n  fix: {fresh}    (a fresh class; what was tried in this one is lost)"
        )


def graders_beside(workers: int | None, demo: bool) -> int:
    """How many submissions are graded at once beside this server, whose process reads it in its environment."""
    from django.db import connection

    if workers is None:
        workers = WORKERS if demo or connection.vendor != "postgresql" else 0
    os.environ["CHAINRULE_WORKERS"] = str(workers)
    return workers


@contextlib.contextmanager
def grading_beside(workers: int) -> Iterator[None]:
    """Grade as many at once as asked for, in a worker beside the server: what is handed in never is in the server's
    own process, which a file that eats memory would take with it.
    """
    if not workers:
        yield
        return
    over = threading.Event()
    keeper = threading.Thread(target=keep_worker, args=(workers, over), name="worker")
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def keep_worker(threads: int, over: threading.Event) -> None:
    """Run `chainrule worker` until `over`, and start it anew where something killed it: at once, and then ever later
    where it does not live long.
    """
    word = [sys.executable, "-c", "from chainrule.cli import main; main()"]
    name = f"{socket.gethostname()} (with the server)"
    command = [*word, "worker", "--with-parent", "--threads", str(threads), "--name", name]
    rests = 0.0
    while not over.is_set():
        began = time.monotonic()
        # Ctrl-C is for us: a session of its own, so that the worker is told once, and by us.
        worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        while worker.poll() is None and not over.wait(0.2):
            pass
        if over.is_set():
            worker.send_signal(signal.SIGTERM)
            worker.wait()
        elif worker.returncode == 3:  # the sandbox does not hold: it said so
            return
        else:
            rests = 0.0 if time.monotonic() - began > LIVED else min(2 * rests + 1, WORKER_RESTS)
            over.wait(rests)


def graded_by_nobody() -> list[str]:
    """What to do where submissions would wait for good."""
    from django.db import connection

    from chainrule.campus.site.jobs import graders, health

    if os.environ.get("CHAINRULE_WORKERS") != "0" or (connection.vendor == "postgresql" and graders.alive().exists()):
        return []
    connection.close()
    return ["", "Nothing is graded: no worker is running, so submissions wait.", f"  fix: {health.who_grades().fix}"]


def greeting(host: str, address: str, demo: bool) -> str:
    """What to open, and who to sign in as."""
    from chainrule.campus.site.accounts.demo_people import PASSWORD, sign_ins

    lines = [f"The course is at {address}/    (Ctrl-C stops it)"]
    if host in EVERY_ADDRESS and not os.environ.get("CHAINRULE_HOSTS"):
        lines.append(
            "Other machines reach it once CHAINRULE_HOSTS holds the name that they use, as in course.example.edu"
        )
    lines += graded_by_nobody()
    if demo:
        lines += ["", f"Demo sign-ins, all with the password {PASSWORD}:"]
        lines += [f"  {role:<12}{email}" for role, email, _ in sign_ins()]
    return "\n".join(lines)


def welcome(address: str, folder: str) -> str:
    """What to open, and where the labs are, for the one person of `chainrule learn`."""
    return "\n".join(
        [
            f"Your course is at {address}/    (Ctrl-C stops it)",
            f"Your labs are in {folder}: open them in your editor; each is checked when you save it.",
        ]
    )
