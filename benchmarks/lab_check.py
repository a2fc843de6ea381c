"""How long does a verdict take, beside nbgrader and otter-grader in the same run?

    python benchmarks/lab_check.py [--quick] [--only ours] [--environments DIR] [--json] [--write]

All grade the same exercise, a row-wise softmax in NumPy with five checks. Ours is timed from the request to the stored
grade: a real site with its database, its queue and a worker beside it with two threads, warm, the sandbox on. Theirs
is the command that grades what was handed in. They are installed from PyPI, each in an environment of its own below
DIR, and are left out with a word where they cannot be. PyTorch is the same exercise in PyTorch, by us alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from report import machine, table, write_section

HERE = Path(__file__).parent / "lab_check"
sys.path.insert(0, str(HERE))
import others  # noqa: E402

COUNTS = (1, 10, 100)
WHAT = (
    "The same exercise, a stable row-wise softmax in NumPy with five checks, "
    "for 1, 10 and 100 submissions: median wall "
    "seconds of {repeats} runs (nbgrader and otter-grader: {theirs}). Ours runs from the request to the stored "
    "grade, warm, sandbox on, two grading threads; the others run their grading command, which isolates nothing. "
    "Processor time is that of our server and its worker, without the students' processes. The load average was "
    "{load:.1f} at the start. The two zygotes, with the jobs that stand ready, hold {memory:.0f} MB together "
    "(proportional set size)."
)
HOW = "Measured by `python benchmarks/lab_check.py --write`."


def ours(kind: str, counts: Sequence[int], repeats: int) -> dict[str, Any]:
    """What `lab_check/ours.py` measured for the NumPy or the PyTorch exercise, in a process of its own."""
    command = [sys.executable, str(HERE / "ours.py"), str(HERE / kind)]
    command += ["--counts", ",".join(map(str, counts)), "--repeats", str(repeats)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"our own side could not be measured for {kind}: see above")
    result: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return result


def theirs(name: str, repeats: Mapping[int, int], environments: Path) -> dict[int, float]:
    """The median seconds of one of the others by count, of so many runs; what cannot be is left out with a word."""
    requirement, grade = {
        "nbgrader": (others.NBGRADER, others.nbgrader),
        "otter-grader": (others.OTTER, others.otter),
    }[name]
    seconds: dict[int, float] = {}
    try:
        programs = others.environment(requirement, environments)
        for count, runs in repeats.items():
            times = []
            for _ in range(runs):
                with tempfile.TemporaryDirectory(prefix="chainrule-benchmark-") as folder:
                    times.append(grade(programs, Path(folder), count))
            seconds[count] = median(times)
    except others.Missing as error:
        print(f"{name} is left out: {error}")
    return seconds


def row(name: str, seconds: dict[int, float], base: dict[int, float]) -> list[str]:
    """One system's line: its seconds and how many times ours they are."""
    cells = [name]
    for count in COUNTS:
        there = count in seconds
        cells.append(f"{seconds[count]:.3g} s" if there else "-")
        cells.append(f"{seconds[count] / base[count]:.1f}x" if there and count in base else "-")
    return cells


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options, with `counts`, and with `their_repeats` by count."""
    parser = argparse.ArgumentParser(description="Time a lab's verdict beside nbgrader and otter-grader.")
    parser.add_argument("--quick", action="store_true", help="few repeats, no hundred submissions")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each, of which the median counts")
    parser.add_argument(
        "--their-repeats", help="runs of the others for 1, 10 and 100, where fewer are to do: 5,5,1 (0: none)"
    )
    parser.add_argument("--only", choices=["ours"], help="leave the others out")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chainrule/benchmarks"
    parser.add_argument("--environments", type=Path, default=cache, help="where the others are installed")
    parser.add_argument("--json", action="store_true", help="end with the figures as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    options.repeats = 2 if options.quick else options.repeats
    if options.repeats < 1:
        parser.error("--repeats must be at least 1")
    options.counts = COUNTS[:2] if options.quick else COUNTS
    given = [options.repeats] * len(options.counts)
    if options.their_repeats is not None:
        try:
            given = [int(number) for number in options.their_repeats.split(",")]
        except ValueError:
            parser.error("--their-repeats takes numbers with commas: 5,5,1")
    options.their_repeats = {count: number for count, number in zip(options.counts, given, strict=False) if number > 0}
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    options = parsed(arguments)
    counts, repeats, load = options.counts, options.repeats, os.getloadavg()[0]
    numpy, torch = ours("numpy", counts, repeats), ours("torch", counts, repeats)
    base, in_torch, used = (
        {int(count): median(times) for count, times in measured.items()}
        for measured in (numpy["wall"], torch["wall"], numpy["processor"])
    )
    rivals: dict[str, dict[int, float]] = {}
    if options.only is None:
        for name in ("nbgrader", "otter-grader"):
            rivals[name] = theirs(name, options.their_repeats, options.environments.expanduser().resolve())

    rows = [row("chainrule, NumPy", base, base), row("its processor time", used, base)]
    rows += [row("chainrule, PyTorch", in_torch, base)]
    rows += [row(name, seconds, base) for name, seconds in rivals.items() if seconds]
    result = table(["submissions", *(cell for count in COUNTS for cell in (str(count), "ratio"))], rows)
    print(result)
    memory = numpy["zygote_mb"] + torch["zygote_mb"]
    print(f"zygotes: {memory:.0f} MB")
    if options.write:
        runs = ", ".join(f"{number} for {count}" for count, number in options.their_repeats.items())
        what = WHAT.format(repeats=repeats, theirs=runs, load=load, memory=memory)
        write_section("A lab's verdict", f"{what} {machine()}.\n\n{result}\n\n{HOW}")
    if options.json:
        nbgrader = {count: seconds / base[count] for count, seconds in rivals.get("nbgrader", {}).items()}
        figures = {
            "numpy_ms": 1000 * base[1],
            "torch_ms": 1000 * in_torch[1],
            "ten_s": base[10],
            "hundred_s": base.get(100),
            "nbgrader_ratio_1": nbgrader.get(1),
            "nbgrader_ratio_10": nbgrader.get(10),
        }
        print(json.dumps({key: value if value is None else round(value, 3) for key, value in figures.items()}))


if __name__ == "__main__":
    main()
