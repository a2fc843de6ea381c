"""Programs in another process: what comes back, whatever they do."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chainrule.campus.questions import IsolatedRunner, Ran, Runner
from chainrule.campus.questions.running import preload, program_id
from chainrule.labs import PlainLauncher

CASES = {
    "print(6 * 7)": ("42\n", ""),
    "print('a')\n1 / 0": ("a\n", "ZeroDivisionError"),
    "x = (": ("", "SyntaxError"),
    "exit()": ("", "SystemExit"),
    "raise KeyboardInterrupt": ("", "KeyboardInterrupt"),
    "import os\nos._exit(0)": ("", "Died"),
    "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)": ("", "Died"),
    "print('x' * 10**6)": ("", "TooMuchOutput"),
    "import os\nos.write(1, b'[]\\n')\nprint(1)": ("1\n", ""),
    "print(chr(0xd800))": ("\\ud800\n", ""),
    "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad": ("", "Died"),
    "print(len('x' * 10**11))": ("", "MemoryError"),
    "": ("", ""),
}


@pytest.mark.parametrize("program", CASES)
def test_a_program_is_told_by_what_it_printed_and_what_ended_it(program, runner):
    ran = runner.run([program])[0]
    assert (ran.output, ran.error) == CASES[program]


def test_one_program_does_not_see_another(runner):
    first, second = runner.run(
        ["import math\nmath.pi = 3\nleft = 1", "import math\nprint(math.pi > 3, 'left' in globals())"]
    )
    assert first.ok
    assert second.output == "True False\n"


def test_the_line_of_an_error_is_the_programs(runner):
    assert runner.run(["def f():\n    return 1 / 0\n\nf()"])[0].line == 2


def test_a_program_finds_neither_our_environment_nor_our_folder(runner, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "keep")
    with Runner() as fresh:
        ran = fresh.run(["import os\nprint('SECRET_OF_THE_SERVER' in os.environ, os.listdir())"])[0]
    assert ran.output == "False []\n"


def test_what_runs_for_ever_is_ended_with_its_children():
    with Runner(seconds=0.5) as quick:
        forks = "import os, time\nos.fork()\nwhile True: time.sleep(0.01)"
        late, fine = quick.run([forks, "print(1)"])
    assert late.error == "Timeout"
    assert fine.output == "1\n"


def test_unseeded_randomness_shows(runner):
    for program in ("import random\nprint(random.random())", "import numpy\nprint(numpy.random.rand())"):
        first, second = runner.run([program, program])
        assert first.output != second.output


def test_a_killed_worker_is_replaced():
    with Runner() as mortal:
        mortal.run(["print(1)"])
        assert mortal._worker is not None
        os.kill(mortal._worker._process.pid, signal.SIGKILL)
        assert mortal.run(["print(2)"])[0].output == "2\n"


def test_a_closed_runner_starts_again():
    runner = Runner()
    runner.run(["print(1)"])
    runner.close()
    assert runner.run(["print(2)"])[0].output == "2\n"
    runner.close()


def test_threads_share_a_runner(runner):
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda n: runner.run([f"print({n})"])[0].output, range(12))
    assert [int(answer) for answer in answers] == list(range(12))


def test_results_are_kept_by_content_and_a_broken_file_is_run_again(tmp_path: Path):
    program = "import os\nprint(os.getpid())"
    with Runner(tmp_path / "runs") as first:
        pid = first.run_cached([program, program])[program_id(program)]
    with Runner(tmp_path / "runs") as second:
        assert second.run_cached([program])[program_id(program)] == pid
    for file in (tmp_path / "runs").iterdir():
        file.write_bytes(b"\xff{half")
    with Runner(tmp_path / "runs") as third:
        assert third.run_cached([program])[program_id(program)] != pid


def test_a_timeout_is_never_kept(tmp_path: Path):
    with Runner(tmp_path, seconds=0.3) as quick:
        program = "import time\ntime.sleep(20)"
        assert quick.run_cached([program])[program_id(program)].error == "Timeout"
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with Runner(tmp_path / "file" / "runs") as runner:
        assert runner.run_cached(["print(1)"])[program_id("print(1)")].output == "1\n"


@pytest.mark.parametrize("program", ["print(6 * 7)", "1 / 0", "import os\nos._exit(0)", "x = (", "print('x' * 10**6)"])
def test_the_labs_workers_say_the_same(program, runner):
    isolated, plain = IsolatedRunner(PlainLauncher()).run([program])[0], runner.run([program])[0]
    assert (isolated.output, isolated.error) == (plain.output, plain.error)


def test_the_labs_worker_has_an_end_too():
    assert IsolatedRunner(PlainLauncher(), seconds=0.5).run(["while True: pass"])[0].error == "Timeout"


def test_a_result_goes_through_json():
    ran = Ran("1\n", "ValueError", "no", 3)
    assert Ran(**ran.as_dict()) == ran


def test_what_reads_the_syllabus_has_it_loaded_before_the_forks():
    reads = "from chainrule.campus.syllabus import load_course"
    assert "chainrule.campus.syllabus" in preload([reads])
    assert "chainrule.campus.syllabus" not in preload(["from chainrule.autograd import Value"])
