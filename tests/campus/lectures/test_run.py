"""Running blocks: what comes out, what is caught, and where an error points."""

import time
from pathlib import Path

import pytest

from chainrule.campus.lectures import execute, run_blocks
from chainrule.campus.lectures.cache import blocks_hash
from chainrule.course import CourseError
from chainrule.uses import content_hash


def block(code: str, options: str = "") -> str:
    return f"```python {options}\n{code}\n```\n"


def outputs(lecture, **options):
    return [(o.stdout, o.value, o.error) for o in run_blocks(lecture, **options)]


def test_blocks_share_one_namespace_and_show_what_a_notebook_shows(write):
    lecture = write(
        block("def twice(x):\n    return 2 * x\nprint('hello')")
        + block("twice(21)")
        + block("None")
        + block("y = twice(4)")
        + block("print(y)\ny")
        + block("raise ValueError('no')", "raises=ValueError")
        + block("{}['x']", "raises=LookupError")
        + block("y + 1")
        + block("this is not run", 'no-run="it is not Python"')
    )
    assert outputs(lecture) == [
        ("hello\n", None, None),
        ("", "42", None),
        ("", None, None),
        ("", None, None),
        ("8\n", "8", None),
        ("", None, "ValueError: no"),
        ("", None, "KeyError: 'x'"),
        ("", "9", None),
    ]


def test_code_behaves_as_a_program_would(write):
    """Dataclasses, pickle, inspect.getsource and annotations look for the module that they were made in."""
    lecture = write(
        block("import dataclasses, inspect, pickle\n@dataclasses.dataclass\nclass P:\n    x: int = 1")
        + block("pickle.loads(pickle.dumps(P(2)))")
        + block("print(inspect.getsource(P), end='')")
        + block("__name__")
    )
    source = "@dataclasses.dataclass\nclass P:\n    x: int = 1\n"
    assert outputs(lecture)[1:] == [("", "P(x=2)", None), (source, None, None), ("", "'__main__'", None)]


def test_a_value_that_is_a_picture_is_kept_as_one(write):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    lecture = write(block(f"class P:\n    def _repr_svg_(self): return '{svg}'\nP()") + block(f"'{svg}'"))
    assert [(o.value, o.svg) for o in run_blocks(lecture)] == [(None, svg), (None, svg)]


def test_the_librarys_graphs_are_pictures(write):
    lecture = write(block("from chainrule.autograd import Value, draw\ndraw(Value(2.0) * Value(3.0))"))
    (output,) = run_blocks(lecture)
    assert output.svg is not None
    assert output.svg.startswith("<svg")


FAILURES = [
    # code from line 10 on; line of the error; words of the problem
    ("x = 1\n\n1 / 0", 12, "raised ZeroDivisionError: division by zero"),
    ("def f():\n    return 1 / 0\n\nf()", 11, "ZeroDivisionError"),
    ("import json\njson.loads('{')", 11, "JSONDecodeError"),
    ("import sys\nsys.exit(3)", 11, "raised SystemExit: 3"),
    ("input()", 10, "EOFError"),
    ("raise KeyboardInterrupt", 10, "raised KeyboardInterrupt"),
    ("eval('1 +')", 10, "SyntaxError"),
    ("x = 1\nimport os; os._exit(0)", 10, "ended the interpreter"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", 10, "ended the interpreter"),
    ("while True: pass", 10, "had not finished after 2 s"),
    ("print('x' * 100_000)", 10, "more than 20,000 characters"),
    ("for i in range(10**9): print(i)", 10, "more than 20,000 characters"),
    ("'x' * 100_000", 10, "100,002 characters"),
    ("import warnings; warnings.warn('old')", 10, "wrote to the error stream: lecture.md:10: UserWarning: old"),
    ("object()", 10, "changes from run to run: <object object at 0x"),
    ("import random; random.random()", 10, "changes from run to run"),
    ("print({'alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'})", 10, "changes from run to run"),
    ("import os; os.getpid()", 10, "changes from run to run"),
    ("x = 3\nx + 1  # 5", 11, "expected 5, got 4"),
    ("x = 3  # -> 4", 10, "expected 4, got 3"),
    ("print('a')  # prints: b", 10, "expected b, got a"),
    ("x = 1  # prints: b", 10, "expected b, got nothing"),
    ("for i in (1, 2):\n    print(i)\n# prints: 1\n# prints: 3", 12, "expected 1\n3, got 1\n2"),
    ("def f(): pass\nf()  # -> 1", 11, "expected 1, got None"),
    ("class R:\n    def __repr__(self): raise TypeError('bad repr')\nR()", 11, "TypeError: bad repr"),
]


@pytest.mark.parametrize(("code", "line", "problem"), FAILURES, ids=[f[0][:40] for f in FAILURES])
def test_a_failure_points_at_its_line(write, code, line, problem):
    execution = execute(write(block(code)), timeout=2)
    assert [error.line for error in execution.problems] == [line]
    (error,) = execution.problems
    assert problem in error.problem
    assert error.path.name == "lecture.md"
    assert error.fix


def test_an_error_in_a_function_of_an_earlier_block_points_at_the_call(write):
    lecture = write(block("def f(x):\n    return 1 / x") + block("y = 0\nf(y)"))
    with pytest.raises(CourseError) as caught:
        run_blocks(lecture)
    assert caught.value.line == 15
    assert "(raised on line 11)" in caught.value.problem


def test_promised_errors_that_do_not_come_or_are_others_are_told(write):
    (error,) = execute(write(block("x = 1", "raises=TypeError"))).problems
    assert "should raise TypeError, and raised nothing" in error.problem
    (error,) = execute(write(block("1 / 0", "raises=TypeError"))).problems
    assert "ZeroDivisionError: division by zero, where raises=TypeError was promised" in error.problem


def test_a_result_beyond_a_promised_error_is_told(write):
    (error,) = execute(write(block("1 / 0\nx  # -> 5", "raises=ZeroDivisionError"))).problems
    assert (error.line, error.problem) == (11, "expected 5, and the line was never reached")


def test_all_wrong_results_are_told_and_blocks_after_a_failure_are_not_run(write):
    lecture = write(block("1  # 2\n3  # 4") + block("1 / 0") + block("1  # 2"))
    execution = execute(lecture)
    assert sorted(error.line for error in execution.problems) == [10, 11, 14]
    assert len(execution.outputs) == 2


def test_each_run_begins_in_an_empty_folder_and_leaves_nothing_behind(write, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    lecture = write(block("import os\nopen('made.txt', 'w').write('x')\nos.listdir('.')"))
    assert outputs(lecture) == [("", "['made.txt']", None)]
    assert outputs(lecture) == [("", "['made.txt']", None)]
    assert [path.name for path in tmp_path.iterdir()] == ["03-backpropagation-1"]


def test_code_sees_no_secret_of_the_caller(write, monkeypatch):
    monkeypatch.setenv("CHAINRULE_SECRET_KEY", "hunter2")
    assert outputs(write(block("import os\n'CHAINRULE_SECRET_KEY' in os.environ"))) == [("", "False", None)]


def test_what_code_started_ends_with_it(write, tmp_path):
    marker = tmp_path / "alive"
    loop = f"while True:\n    open({str(marker)!r}, 'a').write('x'); import time; time.sleep(0.02)"
    code = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {loop!r}])\ntime.sleep(0.5)"
    run_blocks(write(block(code)))
    size = marker.stat().st_size
    time.sleep(0.2)
    assert marker.stat().st_size == size > 0


def test_unicode_survives_and_lone_surrogates_are_replaced(write):
    lecture = write(block("print('\u2202L/\u2202w')\n'\\ud800'") + block("print('\\ud800')"))
    assert outputs(lecture) == [("\u2202L/\u2202w\n", "'\\ud800'", None), ("?\n", None, None)]


class TestCache:
    def test_it_answers_without_running_and_forgets_when_code_changes(self, write, tmp_path):
        folder = tmp_path / "cache"
        lecture = write(block("6 * 7"))
        first = run_blocks(lecture, folder)
        (kept,) = folder.iterdir()
        kept.write_text(kept.read_text().replace("42", "41"))
        assert [o.value for o in run_blocks(lecture, folder)] == ["41"]
        assert [o.value for o in run_blocks(write("Prose only.\n\n" + block("6 * 7")), folder)] == ["41"]
        assert [o.value for o in run_blocks(write(block("6 * 8")), folder)] == ["48"]
        assert [o.value for o in first] == ["42"]

    @pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b'[{"index": 0, "other": 1}]'])
    def test_a_broken_file_is_made_again(self, write, tmp_path, content):
        lecture = write(block("6 * 7"))
        run_blocks(lecture, tmp_path / "cache")
        (kept,) = (tmp_path / "cache").iterdir()
        kept.write_bytes(content)
        assert [o.value for o in run_blocks(lecture, tmp_path / "cache")] == ["42"]

    def test_a_failure_is_not_kept(self, write, tmp_path):
        execute(write(block("1 / 0")), tmp_path / "cache")
        assert not (tmp_path / "cache").exists()

    def test_a_folder_that_cannot_be_written_is_no_error(self, write, tmp_path):
        (tmp_path / "file").write_text("")
        assert [o.value for o in run_blocks(write(block("6 * 7")), tmp_path / "file" / "cache")] == ["42"]

    def test_the_fingerprint_follows_what_the_code_uses_of_the_library(self, write, monkeypatch):
        plain, with_values = (write(block(code)).blocks for code in ("1", "from chainrule.autograd import Value"))
        before = blocks_hash(plain, 100), blocks_hash(with_values, 100)
        edit = lambda path: "edited" if path.name == "value.py" else content_hash(path)  # noqa: E731
        monkeypatch.setattr("chainrule.uses.content_hash", edit)
        assert blocks_hash(plain, 100) == before[0]
        assert blocks_hash(with_values, 100) != before[1]


def test_a_lecture_without_code_starts_nothing(write, monkeypatch):
    monkeypatch.setattr("subprocess.Popen", None)
    assert run_blocks(write("Text.\n\n```text\nliteral\n```\n")) == ()


def test_the_callers_folder_and_streams_are_untouched(write, capfd):
    here = Path.cwd()
    run_blocks(write(block("import os\nos.system('echo from a child')\nos.chdir('/')")))
    assert Path.cwd() == here
    assert capfd.readouterr().out == ""
