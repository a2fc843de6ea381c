"""Zygotes that die, servers that are killed, many jobs at once: no verdict is lost and nothing is left behind."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.patience import patience, slowness

from chainrule.labs import CannotStart, Draw, Lab, Limits, Student, check, run_checks
from chainrule.labs.sandbox import SandboxLauncher, bwrap
from chainrule.labs.sandbox.cgroups import PREFIX, find_tree
from chainrule.labs.sandbox.containment import LIMITS
from chainrule.labs.student import Session
from chainrule.labs.student_process import Worker, WorkerLost

pytestmark = pytest.mark.needs("the sandbox")


@pytest.fixture(scope="module", autouse=True)
def no_other_sandbox() -> None:
    """What is counted here is of one launcher: those that tests of the site left ready in this process end first."""
    if boxes := sys.modules.get("chainrule.campus.site.jobs.boxes"):
        boxes.close()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxLauncher]:
    launcher = SandboxLauncher()
    yield launcher
    launcher.close()


@check("answer(x) is 2 x", points=1, rounds=1, seconds=20)
def answer(student: Student, draw: Draw) -> None:
    x = draw.floats(0.5, 3)
    student.answer(x).should_be(2 * x)


SLOW = b"import time\n\n\ndef answer(x):\n    time.sleep(1)\n    return 2 * x\n"
QUICK = b"def answer(x):\n    return 2 * x\n"


def opened(launcher: SandboxLauncher, source: bytes) -> Session:
    session = Session(Worker(launcher, Limits()))
    session.load("lab.py", source, {}, ())
    session.allow(20.0)
    return session


def kill_zygote(launcher: SandboxLauncher) -> None:
    """As a machine out of memory does: the zygote itself, in the midst of its box."""
    os.kill(launcher.warm().process.pid, signal.SIGKILL)


def test_a_check_whose_zygote_is_killed_is_run_again(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    first = sandbox.warm()
    threading.Timer(0.5, kill_zygote, [sandbox]).start()
    verdict = run_checks(lab_of(answer), SLOW, launch=sandbox)
    assert verdict.points == 1, verdict.results
    assert not first.alive
    assert sandbox.warm().alive


def test_a_zygote_that_dies_again_and_again_is_no_verdict(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    stop = threading.Event()

    def keep_killing() -> None:
        while not stop.wait(0.4):
            kill_zygote(sandbox)

    killer = threading.Thread(target=keep_killing)
    killer.start()
    try:
        with pytest.raises(CannotStart, match="died"):
            run_checks(lab_of(answer), SLOW.replace(b"sleep(1)", b"sleep(15)"), launch=sandbox)
    finally:
        stop.set()
        killer.join()


def test_a_worker_says_that_its_sandbox_died(sandbox: SandboxLauncher) -> None:
    session = opened(sandbox, SLOW)
    threading.Timer(0.2, kill_zygote, [sandbox]).start()
    with pytest.raises(WorkerLost) as lost:
        Student(session).answer(1.0).read()
    assert lost.value.reason == WorkerLost.INTERRUPTED


def test_no_student_can_pretend_that_the_sandbox_died(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    for code in (b"os._exit(0)", b"os._exit(232)", b"os.closerange(0, 256)", b"import ctypes; ctypes.string_at(0)"):
        source = b"import os\n\n\ndef answer(x):\n    " + code + b"\n"
        (result,) = run_checks(lab_of(answer), source, launch=sandbox).results
        assert not result.passed
        assert "ended the program" in result.message or "broke the program" in result.message


def test_a_zygote_outlives_the_thread_that_asked_for_it() -> None:
    """The kernel ends a child with the thread that started it, where it was told to end it with its parent."""
    launcher = SandboxLauncher()
    thread = threading.Thread(target=launcher.warm)
    thread.start()
    thread.join()
    time.sleep(0.3)
    assert launcher.warm().alive
    for _ in range(2):
        session = opened(launcher, b"x = 1")
        assert Student(session).x.read() == 1
        session.worker.close()
        launcher.close()  # and closed is not broken


def test_many_jobs_at_once_do_not_mix(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    def one(number: int) -> tuple[int, str]:
        source = f"import os\nprint({number}, sorted(os.listdir('/tmp')))\nopen('/tmp/{number}', 'w').close()\n"
        verdict = run_checks(lab_of(answer), source.encode() + QUICK, launch=sandbox)
        return verdict.points, verdict.output.strip()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(20))) == [(1, f"{number} []") for number in range(20)]


WHAT_A_JOB_SEES = b"""
import os


def seen():
    mounts = [line.split()[4:6] for line in open("/proc/self/mountinfo")]
    return [
        os.getpid(), os.getppid(), os.getsid(0), os.getpgid(0), sorted(os.listdir("/tmp")), sorted(os.listdir("/dev/shm")),
        sorted(os.listdir("/dev/pts")), sorted(os.listdir("/proc")), open("/proc/self/cgroup").read(), os.uname().nodename,
        open("/proc/self/stat").read().split()[3:8], sorted(os.environ.items()), sorted(os.listdir("/proc/self/fd")),
        os.getcwd(), mounts, os.listdir("/usr/local"),
    ]
"""  # noqa: E501
MARKS = b"""
import ctypes
import os
import socket

for folder in ("/tmp", "/dev/shm", "/usr/local", "/dev/pts"):
    try:
        open(folder + "/mark", "w").close()
    except OSError:
        pass
socket.socket(socket.AF_UNIX).bind("\\0mark")
ctypes.CDLL(None).shmget(99, 4096, 0o1600)
if os.fork() == 0:
    os._exit(0)
x = 1
"""


def what_a_job_sees(launcher: SandboxLauncher) -> object:
    session = opened(launcher, WHAT_A_JOB_SEES)
    seen = Student(session).seen().read()
    session.worker.close()
    return seen


def test_a_job_cannot_tell_that_another_ran(sandbox: SandboxLauncher) -> None:
    sandbox.close()  # a fresh zygote, which has run nothing
    first = what_a_job_sees(sandbox)
    for _ in range(3):
        opened(sandbox, MARKS).worker.close()
    assert what_a_job_sees(sandbox) == first


GREEDY = b"""
import os

gate, key = os.pipe()
for _ in range(60):
    if os.fork() == 0:
        os.read(gate, 1)
        while True:
            pass


def spin():
    os.write(key, bytes(60))
"""
MODEST = b"""
import time


def answer(x):
    began = time.process_time()
    while time.process_time() - began < 0.5:
        pass
    return 2 * x
"""


@pytest.mark.needs("weights for the processor")
def test_sixty_spinning_processes_of_one_job_leave_an_honest_one_its_time(
    sandbox: SandboxLauncher, lab_of: Callable[..., Lab]
) -> None:
    """It passes, and the two share the processor as jobs do: sixty to one would be the share of processes."""
    greedy, honest = opened(sandbox, GREEDY), opened(sandbox, MODEST)
    soon = replace(answer, seconds=slowness())  # as it is before
    Student(greedy).spin().read()
    verdict = run_checks(lab_of(soon), MODEST, launch=sandbox)
    before = computed(greedy), computed(honest)
    assert Student(honest).answer(1.0).read() == 2.0
    after = computed(greedy), computed(honest)
    for session in (greedy, honest):
        session.worker.close()
    assert verdict.points == 1, verdict.results
    taken, left = after[0] - before[0], after[1] - before[1]
    cores = len(os.sched_getaffinity(0))
    assert 0 < taken < 4 * cores * left


def computed(session: Session) -> float:
    """Seconds of processor that a job has used."""
    seconds = session.worker.computed()
    assert seconds is not None
    return seconds


MOUNTED = b"""
def mounted():
    return [line.split()[3:5] for line in open("/proc/self/mountinfo")]
"""
PROJECT = Path(__file__).parents[3]
# The stage, which is a file system of its own where root prepares the box, and a folder of copies elsewhere.
MADE_FOR_THE_BOX = re.compile(r"(/tmp)?(/chainrule-box-\w+)?/(box|packages)[/-][\w.]+(//deleted)?$")


def test_mountinfo_names_no_folder_of_the_host_but_where_the_interpreter_and_the_packages_lie(
    sandbox: SandboxLauncher,
) -> None:
    """The kernel names the folder behind each mount, from the top of its file system; the page says which are left."""
    session = opened(sandbox, MOUNTED)
    mounted = [(place, source.rstrip("/")) for source, place in Student(session).mounted().read()]
    session.worker.close()
    shows = bwrap.interpreter_to_show() + bwrap.packages_to_show(("numpy",))
    known = {show.inside: str(show.source) for show in shows if show.source.is_dir()}
    known |= {"/usr": "/usr", "/etc/ld.so.cache": "/etc/ld.so.cache", "/": "/newroot"}
    assert {"/box/box.py", "/packages/numpy"} <= {place for place, _ in mounted}
    for place, source in mounted:
        device = place.removeprefix("/dev") if place.startswith("/dev/") else ""
        assert known.get(place, device).endswith(source) or MADE_FOR_THE_BOX.match(source), (place, source)
    folders = ("/var/", *(str(PROJECT / name) for name in ("src", "course", "tests", "docs", "var")))
    assert not [source for _, source in mounted if source.startswith(folders)]
    assert "names the folders of this machine that the interpreter and the packages" in LIMITS


SERVER = """
import time
from chainrule.labs import Limits
from chainrule.labs.sandbox import SandboxLauncher, bwrap
from chainrule.labs.student import Session
from chainrule.labs.student_process import Worker

launcher = SandboxLauncher()
session = Session(Worker(launcher, Limits()))
session.load("lab.py", b"x = 1", {}, ())
print(launcher.warm().process.pid, flush=True)
time.sleep(60)
"""


def processes_of(root: int) -> set[int]:
    """A process and all that came of it."""
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        path = Path(f"/proc/{pid}/task/{pid}/children")
        waiting += [int(child) for child in path.read_text().split()]
    return found


def test_a_server_that_is_killed_leaves_nothing_behind() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    zygote = int(server.stdout.readline())
    family, groups = processes_of(zygote), groups_of(server.pid)
    assert len(family) >= 4  # bubblewrap, its process 1, the zygote, the witness, the job
    tree = find_tree()
    assert groups or tree is None
    server.kill()
    server.wait()
    server.stdout.close()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    if tree is not None:
        tree.sweep()  # which every server does when it starts
    assert not groups_of(server.pid)


def groups_of(pid: int) -> list[Path]:
    """The control groups that a server has made."""
    tree = find_tree()
    return [folder for root in tree.roots() for folder in root.glob(f"{PREFIX}{pid}-*")] if tree else []


def is_in_use(group: Path) -> bool:
    """Whether a group is gone, or holds a process: another launcher's job may stand ready in one."""
    try:
        return bool((group / "cgroup.procs").read_text().split())
    except OSError:
        return True


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def wait_until(there: Callable[[], bool]) -> None:
    give_up = time.monotonic() + patience(20)
    while not there():
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_a_job_that_is_over_leaves_nothing_behind(sandbox: SandboxLauncher, lab_of: Callable[..., Lab]) -> None:
    zygote = sandbox.warm().process.pid
    threads, groups = threading.active_count(), set(groups_of(os.getpid()))
    before = open_descriptors()
    daemon = (
        b"import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)\n"
    )
    assert run_checks(lab_of(answer), daemon + QUICK, launch=sandbox).points == 1
    wait_until(lambda: len(processes_of(zygote)) == 3)
    wait_until(lambda: threading.active_count() <= threads)
    wait_until(lambda: open_descriptors() <= before)

    def is_tidy() -> bool:
        if all(map(is_in_use, set(groups_of(os.getpid())) - groups)):
            return True
        run_checks(lab_of(answer), QUICK, launch=sandbox)  # a group that the kernel still holds goes with a later one
        return False

    wait_until(is_tidy)
