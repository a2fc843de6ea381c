"""How long does a reader wait who runs a block of a lecture in the page?

    python benchmarks/lecture_run.py [--repeats 5] [--json] [--write]

On a class's site: from the request to the answer that holds the output, a real site with its database, its queue and
the worker that `chainrule serve` keeps beside it, warm, the sandbox on. On a learner's own machine (`chainrule learn`):
from the program to what the page shows, in a plain process forked from one that waits. The blocks above run each time.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from report import machine, table, write_section

sys.path.insert(0, str(Path(__file__).parent / "lab_check"))
from ours import grading_beside, signed_in

NUMPY = "import numpy as np\nrng = np.random.default_rng(0)\nrng.normal(size=(64, 64)) @ rng.normal(size=(64, 64))"
TORCH = "import torch\ntorch.ones(3, requires_grad=True).sum().backward()"
WHAT = (
    "From the press of Run to the output, median seconds of {repeats} runs. The blocks above run each time; their "
    "number is in the table. On a class's site: warm, sandbox on, through Django, the queue and a worker beside it; on "
    "a learner's machine: a plain process, forked from one that waits. The load average was {load:.1f} at the start."
)
HOW = "Measured by `python benchmarks/lecture_run.py --write`."


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a block of a lecture that is run in the page.")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="end with the figures as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="chainrule-benchmark-") as var:
        os.environ |= {"CHAINRULE_VAR": var, "DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings"}
        for name in ("DATABASE_URL", "CHAINRULE_AT", "CHAINRULE_DEMO", "CHAINRULE_DEBUG", "CHAINRULE_SANDBOX"):
            os.environ.pop(name, None)
        rows = measured(options.repeats)
    result = table(
        ["block", "blocks above", "on a class's site", "on a learner's machine"], [cells(row) for row in rows]
    )
    print(result)
    if options.write:
        what = WHAT.format(repeats=options.repeats, load=load)
        write_section("A block run in the page", f"{what} {machine()}.\n\n{result}\n\n{HOW}")
    if options.json:
        print(json.dumps({row["name"]: [round(row["site"], 3), round(row["alone"], 3)] for row in rows}))


def cells(row: dict[str, Any]) -> list[str]:
    return [row["name"], str(row["above"]), f"{row['site']:.2f} s", f"{row['alone']:.2f} s"]


def measured(repeats: int) -> list[dict[str, Any]]:
    """Name, blocks above, and median seconds on both sides for each case."""
    import django

    django.setup()
    from django.core.management import call_command

    from chainrule.campus.lectures import live
    from chainrule.campus.site.lectures import running, texts

    call_command("migrate", interactive=False, verbosity=0)
    (student,) = signed_in(1)

    def on_the_site(number: int, body: dict[str, Any]) -> None:
        asked = student.post(f"/lectures/{number:02d}/run/", json.dumps(body), "application/json")
        answer = asked
        while answer.status_code == 202:
            time.sleep(asked.json()["after"] / 1000)
            answer = student.get(asked.json()["look"])
        checked(answer.json())

    def alone(number: int, body: dict[str, Any]) -> None:
        program = running.program(texts.text(number), body)
        checked(running.perform(number, program, plain(live.wants_torch(running.pieces_of(program)))))

    rows = []
    with grading_beside():
        for name, number, index, changed in cases():
            body = {"version": running.version(number), "block": index, "changed": changed}
            running.RATE = running.rates.Rate("benchmark", 10**6, 1)
            above = len(running.program(texts.text(number), body)["pieces"]) - 1
            site, own = (timed(partial(way, number, body), repeats) for way in (on_the_site, alone))
            rows.append({"name": name, "above": above, "site": site, "alone": own})
    return rows


def cases() -> list[tuple[str, int, int, dict[str, str]]]:
    """(name, lecture, block, changes) of what is timed."""
    from chainrule.campus.lectures import live
    from chainrule.campus.site.lectures import texts

    found = [("NumPy, a product", 3, 0, {"0": NUMPY}), ("PyTorch, a gradient", 3, 0, {"0": TORCH})]
    for number in texts.with_text():
        can = live.runnable(texts.text(number).blocks)
        found += [
            (f"lecture {number}, the first", number, min(can), {}),
            (f"lecture {number}, the last", number, max(can), {}),
        ]
    return found


def plain(torch: bool) -> Any:
    """What starts a program on a learner's machine."""
    from chainrule import warm
    from chainrule.campus.site.lectures import running
    from chainrule.labs.warmed import OPTIONS, WarmLauncher

    return WarmLauncher(running._servers().address(warm.TORCH_ALONE if torch else warm.NUMPY, options=OPTIONS))


def checked(answer: dict[str, Any]) -> None:
    if "html" not in answer or answer["failed"] is not None:
        sys.exit(f"the block did not run as it should: {answer}")


def timed(action: Callable[[], None], repeats: int) -> float:
    """The median seconds, once it is warm."""
    seconds = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return median(seconds[1:])


if __name__ == "__main__":
    main()
