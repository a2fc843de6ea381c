"""Grade copies of one file as the server does: from the request to the stored grade. Prints its times as JSON.

    python benchmarks/lab_check/ours.py COURSE --counts 1,10 --repeats 3

A real site: this process is its server, with a database in a temporary folder; beside it the worker that `chainrule
serve` keeps there, with two grading threads and the sandbox on. A request is what a signed-in student's browser sends
from the editor, one after the other, through all of Django's middleware.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("course", type=Path)
    parser.add_argument("--counts", default="1")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    counts = [int(count) for count in options.counts.split(",")]
    with tempfile.TemporaryDirectory(prefix="chainrule-benchmark-") as var:
        os.environ |= {
            "CHAINRULE_VAR": var,
            "CHAINRULE_COURSE": str(options.course),
            "DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings",
        }
        for name in ("DATABASE_URL", "CHAINRULE_AT", "CHAINRULE_DEMO", "CHAINRULE_DEBUG", "CHAINRULE_SANDBOX"):
            os.environ.pop(name, None)
        print(json.dumps(measured(counts, options.repeats)), flush=True)


def measured(counts: list[int], repeats: int) -> dict[str, object]:
    """Seconds by number of submissions, each repeat; and the zygotes' memory."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import reverse

    from chainrule.campus.site.jobs import queue
    from chainrule.campus.site.labs import grading
    from chainrule.campus.site.labs.models import Submission
    from chainrule.labs import solution

    call_command("migrate", interactive=False, verbosity=0)
    (lab,) = grading.labs().values()
    address, file = reverse("labs:submit", args=[int(lab.number)]), {"source": solution(lab)}
    students = signed_in(max(counts))

    def graded(count: int) -> tuple[float, float]:
        before = Submission.objects.count()
        wall, processor = time.perf_counter(), time.process_time() + processor_of(worker.pid)
        for student in students[:count]:
            student.post(address, file)
        while queue.length():
            time.sleep(0.004)
        wall = time.perf_counter() - wall
        processor = time.process_time() + processor_of(worker.pid) - processor
        handed_in = Submission.objects.order_by("id")[before:].select_related("verdict")
        if len(handed_in) != count:
            sys.exit(f"{len(handed_in)} of {count} files were taken")
        for submission in handed_in:
            verdict = submission.verdict
            if verdict is None or not verdict.passed or not verdict.isolated:
                sys.exit(f"the exercise was not graded as it should: {submission.problem or verdict.details}")
        return wall, processor

    with grading_beside() as worker:
        for _ in range(3):
            graded(1)  # warm
        seconds = {count: [graded(count) for _ in range(repeats)] for count in counts}
        return {
            "wall": {count: [wall for wall, _ in times] for count, times in seconds.items()},
            "processor": {count: [processor for _, processor in times] for count, times in seconds.items()},
            "zygote_mb": sum(memory_of(child) for child in children_of(worker.pid)),
        }


@contextlib.contextmanager
def grading_beside() -> Iterator[subprocess.Popen[str]]:
    """The worker, once it is ready."""
    code = "from chainrule.cli import main; main()"
    command = [sys.executable, "-c", code, "worker", "--with-parent", "--threads", "2", "--name", "beside"]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    if "grades" not in worker.stdout.readline():
        sys.exit("the worker did not start: see above")
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait()


def signed_in(count: int) -> list[Any]:
    """The browsers of so many new students."""
    from django.test import Client

    from chainrule.campus.site.accounts.models import User

    students = [Client(HTTP_HOST="localhost", HTTP_HX_REQUEST="true") for _ in range(count)]
    for n, student in enumerate(students):
        student.force_login(User.objects.create(email=f"student{n}@example.edu", name=f"S {n}", role="student"))
    return students


def processor_of(pid: int) -> float:
    """Seconds of processor that a process has used by itself."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The processes that it has started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def memory_of(pid: int) -> float:
    """The proportional set size of a process and all below it, in MB; a job that has just ended counts nothing."""
    total = 0.0
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        total += sum(memory_of(child) for child in children_of(pid))
    return total


if __name__ == "__main__":
    main()
