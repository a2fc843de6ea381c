"""Does an exam lose an answer? A class sits quiz 1 while the server is killed; every promise is then looked up.

    python benchmarks/exam_load.py [--postgres] [--students N] [--seconds S] [--kills K] [--every E] [--json] [--write]

N students begin within ten seconds. For S seconds each changes answers about every E seconds, as the page sends them;
the network is cut for each at random, pages are loaded again, browsers are killed (not with --calm). Meanwhile all
processes of the server are ended K times at random by SIGKILL and started again. In the end every acknowledged answer
must be in the database, in its place in the attempt's chain, and every receipt must verify.

The line of JSON: answers that were sent, acknowledged, and lost (not there, not in order, or without a receipt that
verifies); the times of a save that was answered. Exit status 1 where something was lost, or shown as it is not.
"""

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import postgres
from report import machine, write_section

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
sys.path.insert(0, str(Path(__file__).parent / "exam_load"))
from outcome import disorder_of, lost_of, percentile_ms, unproven_of
from server import Site
from sitter import ANSWER_WITHIN, Sitter

from browser import Browser

SEED = 4701
STACK = 256 * 1024  # bytes of a student's thread
WITHIN = 10.0  # seconds in which the class begins
DRAWN_WITHIN = 300.0
ENDS_WITHIN = 400.0
LONGEST = 1500  # seconds: the quiz is open for half an hour
WHAT = (
    "The server is up before the class comes, and has drawn its papers. {students} students begin quiz 1 within "
    "{within:g} seconds and then save an answer or two about every {every:g} seconds, for {seconds:g} seconds; "
    "{trouble}; the server is killed {kills} times. The load generator shares the machine: it took {load:.0%} of a "
    "core. {machine}."
)


@dataclass
class Outcome:
    """What a run amounts to."""

    sitters: Sequence[Sitter]
    kills: int
    load: float  # of a core, taken by the generator
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """The line of JSON."""
        saves = [seconds for sitter in self.sitters for seconds in sitter.saves]
        return {
            "sent": sum(sitter.sent for sitter in self.sitters),
            "acknowledged": sum(len(sitter.acknowledged) for sitter in self.sitters),
            "lost": len(self.lost),
            "p50_ms": round(percentile_ms(saves, 0.5), 1),
            "p99_ms": round(percentile_ms(saves, 0.99), 1),
            "kills": self.kills,
        }

    def start_line(self) -> str:
        """How the class began, in a sentence."""
        begins = [seconds for sitter in self.sitters for seconds in sitter.begins]
        p50, p99 = (percentile_ms(begins, share) for share in (0.5, 0.99))
        failed = len(self.sitters) - len(begins)
        return (
            f"Start line: {len(begins)} of {len(self.sitters)} began within {WITHIN:g} s ({failed} errors), "
            f"p50 {p50:.0f} ms, p99 {p99:.0f} ms until the page was there"
        )


def killing(site: Site, kills: int, seconds: float, chance: random.Random) -> int:
    """Kill the server at random moments of the coming seconds, and start it again each time. How often that was."""
    began, done = time.monotonic(), 0
    for moment in sorted(chance.uniform(0.05, 0.9) * seconds for _ in range(kills)):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        site.kill()
        site.start(workers=0)
        done += 1
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    return done


def sit_all(site: Site, students: int, seconds: float, kills: int, every: float, calm: bool) -> Outcome:
    """The class sits the quiz; then what was promised is looked up."""
    people = site.office("make", str(students), "0")
    port, chance, over = site.start(workers=0), random.Random(SEED), threading.Event()
    sitters = [
        Sitter(Browser(port, session, patience=ANSWER_WITHIN), random.Random(SEED + n), every, trouble=not calm)
        for n, (_, session) in enumerate(people["honest"], 1)
    ]
    wait_until_drawn(Browser(port, people["instructor"][0][1]), students)
    began, used = time.monotonic(), sum(os.times()[:2])
    threading.stack_size(STACK)
    threads = [
        threading.Thread(target=one.sit, args=(began + chance.uniform(0.0, WITHIN), over), daemon=True)
        for one in sitters
    ]
    for thread in threads:
        thread.start()
    time.sleep(WITHIN)
    done = killing(site, kills, seconds, chance)
    load = (sum(os.times()[:2]) - used) / (time.monotonic() - began)
    over.set()
    deadline = time.monotonic() + ENDS_WITHIN
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    outcome = Outcome(sitters, done, load, wrong=[words for one in sitters for words in one.wrong])
    outcome.wrong += ["a student did not come to an end"] * sum(thread.is_alive() for thread in threads)
    look_up(site, outcome)
    return outcome


def wait_until_drawn(staff: Browser, students: int) -> None:
    """Until the server has drawn every paper: one that is up before the class comes has done it then."""
    deadline, wanted = time.monotonic() + DRAWN_WITHIN, f"drawn ahead for {students} of {students}"
    while wanted not in (page := staff.get("/health/").text):
        if time.monotonic() > deadline:
            raise SystemExit(f"the papers are not drawn:\n{page[-2000:]}")
        time.sleep(1.0)


def look_up(site: Site, outcome: Outcome) -> None:
    """Every promise, beside what the database holds: on a server that was killed once more, and is not started."""
    site.kill()
    began = [sitter for sitter in outcome.sitters if sitter.state]
    lists = site.folder / "lists"
    lists.mkdir()
    for sitter in began:
        sitter.write(lists / f"{sitter.state['attempt']}.json")
    kept = {(a, c, s): (item, answer) for a, c, s, item, answer in site.office("kept")["events"]}
    chains = site.office("chains", str(lists))
    for sitter in began:
        attempt = sitter.state["attempt"]
        held = [(client, sequence) for client, sequence in chains["held"][str(attempt)]]
        outcome.lost += lost_of(attempt, sitter.acknowledged, kept)
        outcome.lost += disorder_of(attempt, sitter.acknowledged, held)
        outcome.lost += unproven_of(attempt, sitter.acknowledged, chains["lists"][str(attempt)])
        outcome.lost += [f"link {link} of attempt {attempt} is broken" for link in chains["breaks"][str(attempt)]]


@contextlib.contextmanager
def database(on_postgres: bool) -> Iterator[None]:
    """SQLite in a file, or PostgreSQL: what DATABASE_URL names, else one made for the run, which syncs to disk."""
    named = os.environ.pop("DATABASE_URL", None)
    with contextlib.ExitStack() as stack:
        if on_postgres:
            os.environ["DATABASE_URL"] = named or stack.enter_context(postgres.cluster("-c", "max_connections=100"))
        yield


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Sit an exam while the server is killed; count what was lost.")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not SQLite")
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600.0, help="of answering, after the class has begun")
    parser.add_argument("--kills", type=int, default=10, help="how often the server is killed meanwhile")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two saves of a student, on average")
    parser.add_argument("--calm", action="store_true", help="no cut networks, reloads and dead browsers")
    parser.add_argument("--json", action="store_true", help="end with the figures as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    if options.students < 1 or options.kills < 0 or options.every <= 0 or not 1 <= options.seconds <= LONGEST:
        parser.error(f"a student or more, no fewer than 0 kills, --every above 0, and 1 to {LONGEST} seconds")
    with database(options.postgres), tempfile.TemporaryDirectory(prefix="chainrule-exam-") as folder:
        asked = (options.students, options.seconds, options.kills, options.every, options.calm)
        site = Site(Path(folder))
        try:
            outcome = sit_all(site, *asked)
        finally:
            site.kill()
    figures = outcome.figures()
    trouble = "nothing else happens" if options.calm else "networks are cut, pages loaded again, browsers killed"
    about = {"trouble": trouble, "load": outcome.load, "machine": machine(), "within": WITHIN, **vars(options)}
    what = WHAT.format(**about | {"kills": outcome.kills})
    sums = ", ".join(f"{name} {value}" for name, value in figures.items())
    print(f"{what}\n{outcome.start_line()}.\n{sums}")
    for words in [*outcome.lost[:10], *outcome.wrong[:10]]:
        print(f"    {words}")
    if options.write:
        on, how = ("PostgreSQL", " --postgres") if options.postgres else ("SQLite", "")
        title, by = f"Exams on {on}", f"Measured by `python benchmarks/exam_load.py{how} --write`."
        write_section(title, f"{what}\n\n{outcome.start_line()}. All together: {sums}.\n\n{by}")
    if options.json:
        print(json.dumps(figures))
    if outcome.lost or outcome.wrong:
        sys.exit(f"{len(outcome.lost)} lost, {len(outcome.wrong)} wrong")


if __name__ == "__main__":
    main()
