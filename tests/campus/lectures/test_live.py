"""A block that a reader runs: after all above it, as they left it; whatever it does is told in words."""

import pytest
from tests.patience import slowness

from chainrule.campus.lectures import live
from chainrule.campus.lectures.code import live_html
from chainrule.campus.lectures.model import BlockOutput
from chainrule.labs import Limits, PlainLauncher

TWO = "```python\nx = 2\nx\n```\n\n```python\ndef f(a):\n    return a * x\n\nf(3)\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


def run(lecture, index, changed=None, seconds=5.0, **limits):
    pieces = live.program(lecture, index, changed or {})
    return live.run(pieces, PlainLauncher(), seconds=seconds * slowness(), limits=Limits(**limits))


def one(write, code, **more):
    """What comes of a single block."""
    return run(write("```python\npass\n```\n"), 0, {0: code}, **more)


def test_the_blocks_above_have_run_and_only_this_one_is_shown(write):
    came = run(write(TWO), 1)
    assert came.problem == ""
    assert came.output(1) == BlockOutput(1, value="6")
    assert came.output(0) == BlockOutput(0)


def test_they_have_run_as_the_reader_left_them(write):
    assert run(write(TWO), 1, {0: "x = 5"}).output(1).value == "15"


def test_an_error_is_told_with_the_lines_that_the_reader_sees(write):
    came = run(write(TWO), 1, {1: "def f(a):\n    return a / 0\n\nf(3)"})
    assert came.failed == 1
    assert came.problem.splitlines() == [
        "ZeroDivisionError: division by zero",
        "    line 4: f(3)",
        "    line 2: return a / 0",
    ]


def test_an_error_in_a_function_of_a_block_above_names_that_block(write):
    came = run(write(TWO + "\n```python\nf(None)\n```\n"), 2)
    assert came.problem.splitlines()[1:] == [
        "    line 1: f(None)",
        "    line 2 of the block “def f(a):”: return a * x",
    ]


def test_a_block_above_that_fails_ends_the_run_and_is_named(write):
    came = run(write(TWO), 1, {0: "x = y"})
    assert came.failed == 0
    assert came.problem.startswith("NameError")
    assert 1 not in came.records


def test_what_the_author_meant_to_fail_stops_nothing(write):
    lecture = write("```python raises=ZeroDivisionError\n1 / 0\n```\n\n```python\n7\n```\n")
    assert run(lecture, 1).output(1).value == "7"
    came = run(lecture, 0)
    assert (came.problem, came.output(0).error.split(":")[0]) == ("", "ZeroDivisionError")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("x =", "SyntaxError: invalid syntax\n    line 1: x ="),
        ("def f(): return f()\nf()", "A function calls itself without end"),
        ("while True: pass", "did not finish within"),
        ("import os; os._exit(3)", "ended the program ("),
        ("print('x' * 30_000)", "more than 20,000 characters were printed"),
        ("class A:\n    def __repr__(self): return 'x' * 2_000_000\nA()", "the value takes 2,000,000 characters"),
        ("import os\nos.close(100)\nfor n in range(3, 20):\n    try: os.close(n)\n    except OSError: pass", ""),
        ("import json; json.dumps = None", "broke the program that runs it"),
    ],
)
def test_whatever_ends_a_block_is_told_in_the_words_of_the_labs(write, code, words):
    came = one(write, code, seconds=1.0)
    assert words in (came.problem or "")
    assert came.failed in (0, -1)


def test_output_past_all_reason_ends_the_block(write):
    came = one(write, "import os\nwhile True: os.write(1, b'x' * 65536)", output=1_000_000)
    assert "printed without end" in came.problem


def test_binary_output_and_what_cannot_be_seen_is_shown_as_escapes(write):
    came = one(write, "import os\nos.write(1, b'\\xff\\x00\\x1b[31m')\nprint('\\u202e\\ud800')")
    html = live_html(came.output(0), "run-0")
    assert "\\x1b[31m" in html
    assert "\\x00" in html
    assert "\\u202e" in html
    html.encode()


def test_what_was_printed_is_text_and_never_a_tag(write):
    html = live_html(one(write, "print('<script>alert(1)</script>')\n'<b>'").output(0), "run-0")
    assert "<script" not in html
    assert "<b>" not in html


def test_a_picture_is_shown_under_ids_of_its_own_and_an_unsafe_one_is_refused_in_words(write):
    drawn = one(write, f"""'{SVG.format('<circle id="a" r="1"/>')}'""").output(0)
    assert '<circle id="run-0-a" r="1">' in live_html(drawn, "run-0")
    for inside in ("<script>1</script>", "<image href='http://a.example'/>", "<g onclick='x'/>", "<g>" * 3000):
        html = live_html(BlockOutput(0, svg=SVG.format(inside)), "run-0")
        assert "The picture cannot be shown" in html
        assert "<svg" not in html


def test_a_block_that_shows_nothing_says_so(write):
    assert "It ran, and shows nothing." in live_html(one(write, "x = 1").output(0), "run-0")


FORGED = [
    None, 7, "text", {}, [7], [{"end": "0"}], [{"end": 9}], [{"end": True}],
    [{"end": 0, "stdout": 7, "value": {}, "svg": [], "error": "no", "statements": 3}],
    [{"end": 0, "error": {"type": 3, "message": [], "kinds": "x", "lines": {"a": 1}}}],
    [{"end": 0, "error": {"lines": [10**30, -5, "x", None]}, "statements": {"0": 7, "x": {"printed": 1}}}],
]  # fmt: skip


@pytest.mark.parametrize("found", FORGED)
def test_a_forged_answer_breaks_nothing(write, found):
    pieces = live.program(write(TWO), 1, {})
    came = live.read(found, pieces)
    live_html(came.output(1), "run-1").encode()


def test_only_blocks_that_the_box_can_run_offer_it_and_none_below_one_that_cannot(write):
    text = (
        '```python\nimport numpy\n```\n\n```python hide-code\n1\n```\n\n```python no-run="needs a GPU"\nimport x\n```\n'
        "\n```text\nno\n```\n\n```python\nfrom chainrule.autograd import Value\nimport torch.nn\n```\n"
        "\n```python\nfrom chainrule.data import load\n```\n"
    )
    assert live.runnable(write(text).blocks) == {0, 4, 5}
    for other in ("import scipy", "from chainrule.labs import load_lab", "from chainrule.training import fit"):
        more = text + f"\n```python\n{other}\n```\n\n```python\n3\n```\n"
        assert live.runnable(write(more).blocks) == {0, 4, 5}


def test_a_change_is_refused_that_is_too_long_or_of_no_block(write):
    lecture = write(TWO)
    for index, changed in ((7, {}), (1, {5: "x"}), (1, {0: "x" * 20_001})):
        with pytest.raises(live.Unfit):
            live.program(lecture, index, changed)


def test_pytorch_is_asked_for_by_who_uses_it(write):
    assert live.wants_torch(live.program(write("```python\nimport torch\n```\n"), 0, {}))
    assert live.wants_torch(live.program(write("```python\nfrom chainrule.figures import pixels\n```\n"), 0, {}))
    assert live.wants_torch(live.program(write("```python\nfrom chainrule.data import batches\n```\n"), 0, {}))
    for plain in ("from chainrule.autograd import Value", "from chainrule.data import two_moons"):
        assert not live.wants_torch(live.program(write(f"```python\n{plain}\n```\n"), 0, {}))
