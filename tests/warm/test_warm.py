"""Interpreters that wait: each script is a process of its own, begins like any other, ends with all it began."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chainrule import warm

pytestmark = pytest.mark.skipif(not warm.AVAILABLE, reason="this system cannot fork: scripts are started one by one")


@pytest.fixture(scope="module")
def servers():
    with warm.Servers() as servers:
        yield servers


def run(servers, folder: Path, code: str, *arguments: str, environment=None, modules=("json",)):
    """The exit code, the output and the errors of a script."""
    script = folder / "script.py"
    script.write_text(code)
    process, stdin, stdout, stderr = warm.piped(
        servers.address(modules), script, *arguments, folder=folder, environment=environment or {}
    )
    stdin.close()
    return process.wait(60), stdout.read().decode(), stderr.read().decode()


def test_a_script_finds_what_a_new_interpreter_would_give_it(servers, tmp_path):
    code = (
        "import os, sys\n"
        "print(__name__, sys.argv[1:], os.getcwd(), sorted(os.environ), sys.stdin.read() == '', 'ä')\n"
        "print('told', file=sys.stderr)\n"
    )
    code, out, err = run(servers, tmp_path, code, "one", "two words", environment={"ONLY": "this"})
    names = ["MKL_NUM_THREADS", "OMP_NUM_THREADS", "ONLY", "OPENBLAS_NUM_THREADS"]
    assert (code, out, err) == (0, f"__main__ ['one', 'two words'] {tmp_path} {names} True ä\n", "told\n")


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [("", 0), ("raise SystemExit(3)", 3), ("raise SystemExit('no')", 1), ("1 / 0", 1), ("import os; os._exit(9)", 9)],
)
def test_it_ends_as_an_interpreter_ends(servers, tmp_path, code, exit_code):
    ended, _, err = run(servers, tmp_path, code)
    assert ended == exit_code
    assert ("ZeroDivisionError" in err) == ("/" in code)


def test_no_script_sees_what_another_did(servers, tmp_path):
    code = "import json, os\nprint(getattr(json, 'mark', None), os.environ.get('MARK'))\n"
    code += "json.mark = os.environ['MARK'] = '1'"
    assert [run(servers, tmp_path, code)[1] for _ in range(2)] == ["None None\n"] * 2


def test_random_numbers_are_other_ones_in_each(servers, tmp_path):
    code = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    outputs = {run(servers, tmp_path, code, modules=("random", *warm.NUMPY))[1] for _ in range(3)}
    assert len(outputs) == 3


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


def test_killing_it_ends_what_it_started(servers, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import subprocess, sys\np = subprocess.Popen(['sleep', '1000'])\nprint(p.pid, flush=True)\np.wait()"
    )
    process, _, stdout, _ = warm.piped(
        servers.address(("json",)), script, folder=tmp_path, environment=dict(os.environ)
    )
    child = int(stdout.readline())
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    assert process.poll() is None
    process.kill()
    assert process.returncode == -9
    while not gone(child):
        time.sleep(0.01)


def test_nothing_is_left_when_the_caller_dies(tmp_path):
    """Even where it is killed in the middle: no server and no script."""
    program = (
        "import os, sys, time\nfrom pathlib import Path\nfrom chainrule import warm\n"
        "servers = warm.Servers()\naddress = servers.address(('json',))\n"
        "Path('s.py').write_text('import os, time\\nprint(os.getpid(), os.getppid(), flush=True)\\ntime.sleep(1000)')\n"
        "process, _, out, _ = warm.piped(address, Path('s.py').resolve(), folder='.', environment={})\n"
        "print(out.readline().decode(), flush=True)\ntime.sleep(1000)\n"
    )
    caller = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert caller.stdout
    pids = [int(word) for word in caller.stdout.readline().split()]
    caller.kill()
    caller.wait()
    while not all(gone(pid) for pid in pids):
        time.sleep(0.01)
    assert len(pids) == 2
