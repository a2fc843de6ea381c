"""A real Chromium, and a real site: `chainrule serve` with the demo class, in a process of its own.

    def test_a_student_reads(page_of):
        page = page_of("student")                               # signed in; the clock starts at 12 February, 10:00
        page.goto("/lectures/03/")

    def test_a_quiz_closes(page_of, start_site):
        site = start_site(at="2026-02-03T10:00", fresh=True)    # a clock and a database of this test's own
        page = page_of("student", site, viewport={"width": 360, "height": 760})

Every page is watched: a message in the console, an uncaught error, or a request that leaves the site fails the test.
What a test provokes on purpose it names: `page_of("student", allow=["status of 403"])`.
"""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.patience import patience
from tests.together import folder_of_the_run, outputs_of_the_run

AT = "2026-02-12T10:00"
PASSWORD = "chainrule-demo"
CLICK = 30_000  # milliseconds until a page shows what is clicked; `expect` has its own limit
expect.set_options(timeout=patience(10_000))


@dataclass
class Site:
    """A running site: its address, its CHAINRULE_VAR, and who has signed in to it already."""

    address: str
    var: Path
    process: "subprocess.Popen[str]"
    sessions: dict[str, Any] = field(default_factory=dict)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the site and wait until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.communicate(timeout=patience(30))


def serve(var: Path, at: str, port: str = "0", **environment: str) -> Site:
    """Start `chainrule serve --demo` on a free port and wait until it says its address."""
    word = [sys.executable, "-c", "from chainrule.cli import main; main()", "serve", "--demo"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
    kept = {name: os.environ[name] for name in ("CHAINRULE_DATA",) if name in os.environ}
    with (var.parent / f"{var.name}.log").open("a+") as log:
        process = subprocess.Popen(
            [*word, "--port", port, "--at", at],
            env=clean | kept | {"CHAINRULE_VAR": str(var)} | environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout
        for line in process.stdout:
            if match := re.search(r"The course is at (http://\S+)/", line):
                return Site(match.group(1), var, process)
        process.wait()
        log.seek(0)
        pytest.fail(f"the site did not start:\n{log.read()[-4000:]}")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`prepared("2026-02-12T10:00")`: the folder of a site that started at this moment and is stopped again.

    Its database is at rest, and what the lectures' code gives is kept in it. Whoever asks first makes it, for all the
    workers of a run.
    """
    folder, outputs = folder_of_the_run(tmp_path_factory), outputs_of_the_run(tmp_path_factory)

    def prepare(at: str) -> Path:
        var = folder / f"prepared-{at.replace(':', '')}"
        with (folder / "preparing.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not var.exists():
                made = Path(tempfile.mkdtemp(prefix=f"{var.name}-", dir=folder))  # what fails half-way is not taken up
                (made / "lectures").symlink_to(outputs)
                serve(made, at, CHAINRULE_WORKERS="0").stop()  # nothing is handed in meanwhile
                made.rename(var)
        return var

    return prepare


SHARED: dict[str, Site] = {}  # by the moment at which the clock started


def stop_shared() -> None:
    """End the sites that tests shared."""
    while SHARED:
        SHARED.popitem()[1].stop()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """A worker that goes on in another room needs no site any more; eight that idle hold six gigabytes."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        stop_shared()


def pytest_sessionfinish() -> None:
    """Also where the run was broken off."""
    stop_shared()


@pytest.fixture(scope="module")
def start_site(
    tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[str], Path]
) -> Iterator[Callable[..., Site]]:
    """`start_site(at="2026-02-12T10:00")`: a running demo site whose clock starts there.

    Tests of one worker share the site of a moment; with `fresh=True` it is a new one, with a copy of the prepared
    database, until the file's last test is over. More keywords go into the site's environment.
    """
    fresh_ones: list[Site] = []

    def start(at: str = AT, fresh: bool = False, **environment: str) -> Site:
        if not fresh and at in SHARED:
            return SHARED[at]
        var = tmp_path_factory.mktemp("sites") / "site"
        shutil.copytree(prepared(at), var, symlinks=True, ignore=shutil.ignore_patterns("wake"))  # a pipe
        site = serve(var, at, **environment)
        if fresh:
            fresh_ones.append(site)
        else:
            SHARED[at] = site
        return site

    yield start
    for site in fresh_ones:
        site.stop()


@pytest.fixture
def site(start_site: Callable[..., Site]) -> Site:
    """The site that tests share."""
    return start_site()


@pytest.fixture
def page_of(browser: Browser, start_site: Callable[..., Site]) -> Iterator[Callable[..., Page]]:
    """`page_of("student")`: a page in a browser of their own in which somebody of this role has signed in.

    Roles are student, assistant, instructor, advisor, visitor; an address at example.edu means that one person.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(who: str, site: Site | None = None, allow: tuple[str, ...] | list[str] = (), **options: Any) -> Page:
        site = site or start_site()
        context = browser.new_context(
            base_url=site.address,
            storage_state=session_of(browser, site, who),
            **({"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"} | options),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(patience(CLICK))
        watch(page, site.address, complaints, tuple(allow))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "the page complained:\n" + "\n".join(complaints)


def session_of(browser: Browser, site: Site, who: str) -> Any:
    """The cookies of somebody who has signed in, by the form, once for each site."""
    if who == "visitor":
        return None
    if who not in site.sessions:
        context = browser.new_context(base_url=site.address)
        page = context.new_page()
        page.goto("/sign-in/")
        page.get_by_label("Email").fill(who if "@" in who else f"{who}@example.edu")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(site.address + "/")
        site.sessions[who] = context.storage_state()
        context.close()
    return site.sessions[who]


def watch(page: Page, address: str, complaints: list[str], allow: tuple[str, ...]) -> None:
    """Note what the page complains about, and every request that leaves the site."""

    def complain(text: str) -> None:
        if not any(part in text for part in allow):
            complaints.append(f"{page.url}: {text}")

    page.on("console", lambda message: complain(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complain(f"uncaught: {error}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:", "blob:")) else complain(f"asked for {request.url}")
        ),
    )
