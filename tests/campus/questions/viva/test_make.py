"""Five questions about a file: their keys are what it does, and a hostile file gets fewer, or an error in words."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.campus.questions.viva.styles import renamed, reordered
from tests.patience import patience

from chainrule.campus.lectures.markdown import new_parser
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.kinds.predict_output import PredictOutput
from chainrule.campus.questions.text import program, same_output
from chainrule.campus.questions.viva import COUNT, NoQuestions, OwnQuestion, Viva, kept, make, thawed
from chainrule.campus.questions.viva.make import own_lines
from chainrule.course import find_course
from chainrule.labs import Lab, Launcher, load_labs, run_checks, solution

NUMBERS = sorted(load_labs(find_course()))
STYLES: dict[str, Callable[[str], str]] = {"as the library": str, "renamed": renamed, "reordered": reordered}
QUICK = {"01", "07", "09"}  # in every style; the others as the library writes them, without the two that take longest
LONG = {"02", "03"}
CASES = [
    pytest.param(number, style, marks=() if is_quick else pytest.mark.slow)
    for number in NUMBERS
    for style in STYLES
    for is_quick in [number in QUICK or (number not in LONG and style == "as the library")]
]


def key_of(question: OwnQuestion) -> str:
    """The right answer, as text."""
    found = question.variant.feedback(None)
    return str(next((o["text"] for o in found.get("options", ()) if o["is_right"]), found.get("key")))


def right_answer(question: OwnQuestion) -> dict[str, object]:
    if isinstance(question.variant, MultipleChoice):
        return {"option": next(n for n, option in enumerate(question.variant.options) if option.is_right)}
    return {"text": key_of(question)}


@pytest.mark.parametrize(("number", "style"), CASES)
def test_each_lab_gives_five_questions_of_three_kinds(
    labs: Mapping[str, Lab], launcher: Launcher, number: str, style: str
) -> None:
    lab = labs[number]
    source = STYLES[style](solution(lab)).encode()
    made = make(lab, source, 3, launcher, seconds=patience(60))
    assert len(made.questions) == COUNT
    assert len({question.about for question in made.questions}) >= 3
    assert len({question.variant.fingerprint for question in made.questions}) == COUNT
    for question in made.questions:
        assert question.variant.mark(right_answer(question)).correct
        if isinstance(question.variant, MultipleChoice):
            texts = [option.text for option in question.variant.options]
            assert not any(same_output(a, b) for n, a in enumerate(texts) for b in texts[:n])


@pytest.fixture(scope="module")
def viva(labs: Mapping[str, Lab], launcher: Launcher) -> Viva:
    return make(labs["03"], solution(labs["03"]).encode(), 1, launcher, seconds=patience(60))


def test_the_same_file_and_seed_give_the_same_questions(
    viva: Viva, labs: Mapping[str, Lab], launcher: Launcher
) -> None:
    again = make(labs["03"], solution(labs["03"]).encode(), 1, launcher, seconds=patience(60))
    assert [kept(one) for one in again.questions] == [kept(one) for one in viva.questions]
    other = make(labs["03"], solution(labs["03"]).encode(), 2, launcher, seconds=patience(60))
    assert [kept(one) for one in other.questions] != [kept(one) for one in viva.questions]


def test_a_question_comes_back_from_what_a_database_keeps(viva: Viva) -> None:
    for question in viva.questions:
        assert thawed(kept(question)) == OwnQuestion(question.about, unproven(question))


def unproven(question: OwnQuestion) -> object:
    """A choice without the reason why it has no program for its key: that is for the bank's proof alone."""
    variant = question.variant
    if isinstance(variant, MultipleChoice):
        return MultipleChoice(variant.seed, variant.minutes, variant.stem, variant.options)
    return variant


def test_a_student_is_sent_no_key(viva: Viva) -> None:
    for question in viva.questions:
        sent = question.variant.for_student()
        assert "because" not in str(sent)
        if isinstance(question.variant, PredictOutput):
            assert not same_output(key_of(question), sent["stem"])


def test_what_a_program_prints_is_what_it_prints_beside_the_file(
    tmp_path: Path, labs: Mapping[str, Lab], launcher: Launcher
) -> None:
    """The key, got in another way: the file in a folder, the program as a script of its own."""
    lab, compared = labs["03"], 0
    (tmp_path / lab.file_name).write_text(solution(lab))
    for seed in range(3):
        for question in make(lab, solution(lab).encode(), seed, launcher, seconds=patience(60)).questions:
            if isinstance(question.variant, PredictOutput):
                script = tmp_path / "asked.py"
                script.write_text(program(question.variant.code))
                done = subprocess.run(
                    [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True
                )
                assert done.stdout.strip() == key_of(question)
                compared += 1
    assert compared >= 3


def test_the_check_that_fails_on_a_changed_line_fails_with_any_inputs(
    labs: Mapping[str, Lab], launcher: Launcher
) -> None:
    lab, compared = labs["03"], 0
    text = solution(lab)
    for seed in range(3):
        for question in make(lab, text.encode(), seed, launcher, seconds=patience(60)).questions:
            if question.about != "change":
                continue
            assert isinstance(question.variant, MultipleChoice)
            stem = question.variant.stem
            line = int(stem.removeprefix("Line ").split()[0])
            after = stem.split("```python\n")[2].split("\n```")[0]
            lines = text.split("\n")
            indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
            changed = "\n".join([*lines[: line - 1], indent + after, *lines[line:]])
            verdict = run_checks(lab, changed.encode(), filename=lab.file_name, seed=77, launch=launcher)
            failed = {result.sentence for result in verdict.results if not result.passed}
            assert {option.text for option in question.variant.options} & failed == {key_of(question)}
            compared += 1
    assert compared >= 2


def test_only_lines_that_the_student_wrote_are_asked_about(labs: Mapping[str, Lab]) -> None:
    lab = labs["03"]
    lines = solution(lab).split("\n")
    own = {lines[number - 1].strip() for number in own_lines(lab, solution(lab))}
    assert "for parent, local in zip(node.parents, node.local_derivatives):" in own
    assert not {"class Value:", "uses[parent] -= 1"} & own


REFUSED = {
    "nothing is written": (lambda text: "", "empty"),
    "it is no Python": (lambda text: text + "\ndef broken(:\n", "cannot be read as Python"),
    "a check fails": (lambda text: text.replace("slope).astype", "2 * slope).astype"), "has not passed"),
    "it raises when it is loaded": (lambda text: text + "\nraise RuntimeError('the secret is 42')\n", "does not run"),
    "it ends the process": (lambda text: text + "\nimport os; os._exit(0)\n", "does not run"),
    "it prints megabytes": (lambda text: text + "\nfor _ in range(3000): print('x' * 1000)\n", "does not run"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_asked_about_is_refused_in_words(
    case: str, labs: Mapping[str, Lab], launcher: Launcher
) -> None:
    spoil, says = REFUSED[case]
    with pytest.raises(NoQuestions, match=says):
        make(labs["05"], spoil(solution(labs["05"])).encode(), 1, launcher)


TAMPERED = {
    "it stops whoever watches": "import sys\nsys.settrace = lambda *_: None\n",
    "it prints beside what is asked": "print('x' * 10_000)\n",
    "it replaces print": "import builtins\nbuiltins.print = lambda *a, **k: None\n",
    "it changes its own source": "import pathlib\npathlib.Path('lab05.py').write_text('x = 1')\n",
    "it leaves a thread that never ends": (
        "import threading\nthreading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()\n"
    ),
    "it opens a socket": "import socket\nwaits = socket.socket()\nwaits.bind(('127.0.0.1', 0))\nwaits.listen()\n",
    "it forges what is seen": (
        "import types\nplain = types.ModuleType\n"
        "class Forged(plain):\n"
        "    def __getattribute__(self, name):\n"
        "        if name == 'watched':\n"
        "            return lambda *_: {'printed': '```\\n<script>alert(1)</script>', 'error': '', 'seen': [[1, 2]]}\n"
        "        return super().__getattribute__(name)\n"
        "types.ModuleType = Forged\n"
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_a_file_that_tampers_gets_fewer_questions_or_none_and_soon(
    case: str, labs: Mapping[str, Lab], launcher: Launcher
) -> None:
    source = solution(labs["05"]) + "\n\n" + TAMPERED[case]
    began = time.monotonic()
    questions, problem = made_or_refused(labs["05"], source, launcher)
    assert len(questions) <= COUNT
    assert questions or problem
    assert "<script" not in str([question.variant.for_student() for question in questions])
    assert time.monotonic() - began < 120


def made_or_refused(lab: Lab, source: str, launcher: Launcher) -> tuple[tuple[OwnQuestion, ...], str]:
    """The questions about a file, or why there are none."""
    try:
        return make(lab, source.encode(), 1, launcher, seconds=40).questions, ""
    except NoQuestions as error:
        return (), str(error)


def test_a_file_that_takes_all_the_time_gets_what_is_made_by_then(labs: Mapping[str, Lab], launcher: Launcher) -> None:
    with pytest.raises(NoQuestions, match="took more than 0 seconds: ask again"):
        make(labs["05"], solution(labs["05"]).encode(), 1, launcher, seconds=0.0)


def test_a_line_cannot_end_the_block_of_code_that_it_is_shown_in(labs: Mapping[str, Lab], launcher: Launcher) -> None:
    lab, sign = labs["05"], "  # ``` <img src=x>"
    lines = solution(lab).split("\n")
    for number in own_lines(lab, solution(lab)):
        lines[number - 1] += sign
    shown = 0
    for seed in range(2):
        for question in make(lab, "\n".join(lines).encode(), seed, launcher, seconds=patience(60)).questions:
            stem = question.variant.for_student()["stem"]
            if sign in stem:
                assert "````python\n" in stem
                assert "<img" not in new_parser().render(stem)
                shown += 1
    assert shown >= 2
