"""What is exported and read again is the same question: stem, options, key, tolerance, for the whole bank."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.sample import sample

from chainrule.campus.lectures import render_markdown
from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions import Bank, PredictOutput, Runner, load_question
from chainrule.campus.questions.exchange import (
    About,
    Item,
    NotExpressed,
    Setting,
    blackboard,
    express,
    qti,
    read,
    source,
)
from chainrule.campus.questions.text import same_output

Write = Callable[..., tuple[bytes, list[object]]]
FORMATS = {"qti": qti.write, "blackboard": blackboard.write}
QUICK = 30  # questions, in `make test`
KINDS_THERE = {"multiple_choice", "short_answer", "predict_output"}


def again(write: Write, items: list[Item], setting: Setting) -> list[Item]:
    """The items, written and read."""
    content, left = write(items, setting)
    found = read(Path("package.zip"), content)
    assert (left, found.left) == ([], ())
    return list(found.items)


def seen(item: Item) -> Item:
    """An item as a reader sees it: each text as its page, where blanks count in code alone."""
    shown = tuple(replace(o, text=rendered(o.text), because=rendered(o.because)) for o in item.options)
    code = re.findall(r"^```.*?^```", item.stem, re.DOTALL | re.MULTILINE)
    stem = "\n".join([" ".join(render_markdown(item.stem).split()), *code])
    return replace(item, stem=stem, options=shown, feedback=rendered(item.feedback))


@pytest.mark.parametrize("form", FORMATS)
def test_items_that_are_hard_to_carry_come_back_as_they_were(form: str, items: list[Item], setting: Setting) -> None:
    found = again(FORMATS[form], items, setting)
    if form == "blackboard":  # names are not kept, nor what students must not see
        items = [replace(item, name=one.name, examples=()) for item, one in zip(items, found, strict=True)]
    assert [seen(item) for item in found] == [seen(item) for item in items]


def expressed(bank: Bank, runner: Runner, names: list[str], seed: int) -> dict[str, Item]:
    """The items of these questions, as far as there are any."""
    drawn = {name: bank[name].variant(seed) for name in names}
    predicted = [variant for variant in drawn.values() if isinstance(variant, PredictOutput)]
    runs = runner.run_cached(program for variant in predicted for program in variant.author_programs())
    found = {}
    for name, variant in drawn.items():
        with suppress(NotExpressed):
            found[name] = express(bank[name], variant, runs)
    return found


@pytest.fixture(scope="module")
def some(bank: Bank, runner: Runner) -> dict[str, Item]:
    there = [name for name, question in bank.items() if question.kind in KINDS_THERE]
    return expressed(bank, runner, sample(there, QUICK), 7)


@pytest.fixture(scope="module")
def all_of_them(bank: Bank, runner: Runner) -> dict[str, Item]:
    return expressed(bank, runner, list(bank), 3)


def same_in_both(items: dict[str, Item], setting: Setting) -> None:
    for form, write in FORMATS.items():
        for item, one in zip(items.values(), again(write, list(items.values()), setting), strict=True):
            kept = item if form == "qti" else replace(item, name=one.name, examples=())
            assert seen(one) == seen(kept), form


def test_questions_of_the_bank_come_back_as_they_were(some: dict[str, Item], setting: Setting) -> None:
    assert len(some) > QUICK / 2
    assert {item.form for item in some.values()} == {"choice", "open", "number", "text"}
    same_in_both(some, setting)


@pytest.mark.slow
def test_all_questions_of_the_bank_come_back_as_they_were(
    all_of_them: dict[str, Item], bank: Bank, setting: Setting
) -> None:
    whole = [name for name, question in bank.items() if question.kind in ("multiple_choice", "short_answer")]
    assert [name for name in whole if name not in all_of_them] == []
    same_in_both(all_of_them, setting)


@pytest.mark.slow
def test_all_questions_of_the_bank_are_files_of_a_course_again(
    all_of_them: dict[str, Item], bank: Bank, runner: Runner, setting: Setting, tmp_path: Path
) -> None:
    """The stem, the options and the key of the file that is made of an export are those of the question."""
    folder = tmp_path / "lectures" / "03-graphs" / "questions"
    folder.mkdir(parents=True)
    for name, one in zip(all_of_them, again(qti.write, list(all_of_them.values()), setting), strict=True):
        path = folder / "made.py"
        path.write_text(source(one, "made", About(3, "Count.")), encoding="utf-8")
        made, was = load_question(path, 3).variant(0), bank[name].variant(3)
        assert render_markdown(made.shown()["stem"]).split() == render_markdown(was.shown()["stem"]).split(), name
        kept, before = made.kept(), was.kept()
        if isinstance(was, PredictOutput):
            assert isinstance(made, PredictOutput)
            runs = runner.run_cached([*was.author_programs(), *made.author_programs()])
            assert (made.code, made.raises, made.exact) == (was.code, was.raises, was.exact), name
            assert same_output(str(made.key(runs)), str(was.key(runs)), exact=True), name
        elif made.kind == "multiple_choice":
            assert options(kept) == options(before), name
        else:
            assert kept["rubric"] == [
                {**c, **{k: " ".join(c[k].split()) for k in ("counts", "does_not")}} for c in before["rubric"]
            ]
            assert kept["examples"] == before["examples"], name


def options(kept: dict) -> set[tuple[str, str, bool]]:
    return {(rendered(o["text"]), rendered(o["because"]), o["is_right"]) for o in kept["options"]}
