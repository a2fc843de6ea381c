"""What does an honest class of 30 feel while the site is attacked? Each attack at full size, against a fresh server.

    python benchmarks/hostile.py [--quick] [--only ATTACK ...] [--one-server] [--json] [--write]

Thirty students read pages, save answers of quiz 1 and hand in lab 3, in a loop, from the address 127.0.0.1. An attacker
comes from 127.0.0.66 and does one thing (`hostile/attacks.py`). The load generator, the site and its sandbox share this
machine. With DATABASE_URL the site keeps its data there (an empty PostgreSQL database), all attacks on one server.

The line of JSON: how many attacks held of all, processes of the server that were lost, answers and hand-ins that were
acknowledged and are not there in the end, the worst 99th percentile of an honest request's time during an attack, and
the most memory that the server's processes held (proportional set size; students' code in the sandbox not counted).
Exit status 1 where an attack did not hold or a limit is passed: see `MOST`.
"""

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from report import machine, table, write_section

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
import files
from honest import Class, Timing
from server import Site

from attacks import ATTACKS, Result, Scene
from browser import Browser

STUDENTS, ATTACKERS = 30, 60
PASSWORD = "correct horse battery"
CALM = 15.0  # seconds of an honest class alone, before the attack
AFTER = 5.0  # seconds after it
MOST = {"server_restarts": 0, "lost": 0, "worst_p99_ms": 2000, "peak_mb": 1200}
WHAT = (
    "Thirty students read, save answers and hand in without a pause longer than {pause:g} s, while one attack runs at "
    "its full size. p99: of the honest requests that were under way during the attack, beside that of the same class "
    "in peace. Peak: proportional set size of the server's processes. The load generator shares the machine; it took "
    "{load:.0%} of a core. {machine}."
)


@dataclass
class Measured:
    """One attack: what it did, and what the class felt."""

    name: str
    result: Result
    seconds: float
    calm_ms: float
    p99_ms: float
    errors: list[str]
    restarts: int
    grader_restarts: int
    lost: list[str] = field(default_factory=list)
    peak_mb: float = 0.0

    def line(self) -> str:
        """All that in one line."""
        held = "held" if self.result.held else "DID NOT HOLD"
        felt = f"p99 {self.p99_ms:.0f} ms (in peace {self.calm_ms:.0f} ms)"
        return f"{self.name}: {held}; {self.result.note}; {felt}; {self.seconds:.0f} s"


def p99_ms(timings: Sequence[Timing]) -> float:
    """The 99th percentile of the requests' times, in milliseconds."""
    times = sorted(timing.seconds for timing in timings)
    return 1000 * times[min(len(times) - 1, int(0.99 * len(times)))] if times else 0.0


class Stage:
    """One server with its honest class, on which attacks are played one after the other."""

    def __init__(self, folder: Path, quick: bool) -> None:
        self.quick = quick
        self.site = Site(folder)
        self.people = self.site.office("make", str(STUDENTS), str(ATTACKERS))
        self.port = self.site.start()
        sessions = [session for _, session in self.people["honest"]]
        self.honest = Class(self.port, sessions, files.solution())
        self.attackers = itertools.cycle(session for _, session in self.people["attacker"])
        self.measured: list[Measured] = []

    def calm(self) -> float:
        """The class alone: its p99. Lecture and lab have been seen once: the first time, they are made ready."""
        for path in ("/lectures/03/", "/labs/03/"):
            Browser(self.port, self.people["instructor"][0][1]).get(path)
        self.honest.begin()
        began = time.monotonic()
        time.sleep(CALM / 3 if self.quick else CALM)
        return p99_ms(self.honest.timings(began, time.monotonic()))

    def play(self, name: str, calm_ms: float) -> Measured:
        """One attack, and what the class felt meanwhile."""
        ((_, instructor),) = self.people["instructor"]
        scene = Scene(
            self.port, self.attackers, instructor, self.people["honest"][0][0], PASSWORD, 0.02 if self.quick else 1.0
        )
        before, graders, began = self.site.server_restarts, self.site.grader_restarts, time.monotonic()
        try:
            result = ATTACKS[name](scene)
        except (OSError, ValueError) as error:
            result = Result(False, f"{type(error).__name__}: {error}")
        ended = time.monotonic()
        time.sleep(AFTER)
        timings = self.honest.timings(began, time.monotonic())
        errors = sorted({f"{t.what}: {t.error}" for t in timings if t.error})
        found = Measured(
            name, result, ended - began, calm_ms, p99_ms(timings), errors,
            self.site.server_restarts - before, self.site.grader_restarts - graders, [], self.site.peak_mb,
        )  # fmt: skip
        self.measured.append(found)
        return found

    def end(self) -> None:
        """Stop the class, wait for its verdicts, stop the server, count what was lost."""
        self.honest.end()
        deadline = time.monotonic() + 240
        handed_in = [pk for student in self.honest.students for pk in student.hand_ins]
        while time.monotonic() < deadline:
            kept = self.site.office("kept")
            if all(kept["hand_ins"].get(str(pk), ["", None])[0] in ("done", "failed") for pk in handed_in):
                break
            time.sleep(2)
        self.site.stop()
        self.measured[-1].lost = self.honest.lost(self.site.office("kept"), files.points())
        self.measured[-1].peak_mb = self.site.peak_mb


def run(names: Sequence[str], quick: bool, one_server: bool) -> list[Measured]:
    """Play the attacks, each on a server of its own, or all on one."""
    found: list[Measured] = []
    for group in [list(names)] if one_server else [[name] for name in names]:
        with tempfile.TemporaryDirectory(prefix="chainrule-hostile-") as folder:
            stage = Stage(Path(folder), quick)
            try:
                calm_ms = stage.calm()
                for name in group:
                    one = stage.play(name, calm_ms)
                    print(one.line(), flush=True)
                    for error in one.errors:
                        print(f"    honest {error}", flush=True)
            finally:
                stage.end()
            for lost in stage.measured[-1].lost[:10]:
                print(f"    lost: {lost}", flush=True)
            found += stage.measured
    return found


def summary(found: Sequence[Measured]) -> dict[str, Any]:
    """The line of JSON."""
    return {
        "attacks": len(found),
        "held": sum(one.result.held for one in found),
        "server_restarts": sum(one.restarts for one in found),
        "lost": sum(len(one.lost) for one in found) + sum(len(one.errors) for one in found),
        "worst_p99_ms": round(max(one.p99_ms for one in found)),
        "peak_mb": round(max(one.peak_mb for one in found)),
    }


def shown(found: Sequence[Measured]) -> str:
    """The table of the page."""
    head = ["attack", "seconds", "p99 in peace", "p99 meanwhile", "peak", "what was seen"]
    rows = [
        [
            one.name.replace("_", " "),
            f"{one.seconds:.0f}",
            f"{one.calm_ms:.0f} ms",
            f"{one.p99_ms:.0f} ms",
            f"{one.peak_mb:.0f} MB",
            f"{'' if one.result.held else 'DID NOT HOLD: '}{one.result.note}".replace("|", "/"),
        ]
        for one in found
    ]
    return table(head, rows)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Attack a fresh site while an honest class works on it.")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs")
    parser.add_argument("--only", nargs="+", choices=sorted(ATTACKS), help="these attacks alone", metavar="ATTACK")
    parser.add_argument("--one-server", action="store_true", help="all attacks on one server, one after the other")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    if options.write and (options.only or options.quick):
        parser.error("--write needs all attacks at full size")
    began, used = time.monotonic(), sum(os.times()[:2])
    found = run(
        options.only or list(ATTACKS), options.quick, options.one_server or bool(os.environ.get("DATABASE_URL"))
    )
    load = (sum(os.times()[:2]) - used) / (time.monotonic() - began)
    result, line = shown(found), summary(found)
    print(f"\n{result}")
    missed = [f"{name} is {line[name]}, and must be at most {most}" for name, most in MOST.items() if line[name] > most]
    missed += [f"{one.name} did not hold" for one in found if not one.result.held]
    if options.write:
        what = WHAT.format(pause=4, load=load, machine=machine())
        sums = ", ".join(f"{name} {value}" for name, value in line.items())
        write_section(
            "Hostile and heavy use",
            f"{what}\n\n{result}\n\nAll together: {sums}.\n\nMeasured by `python benchmarks/hostile.py --write`.",
        )
    if options.json:
        print(json.dumps(line))
    if missed:
        sys.exit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
