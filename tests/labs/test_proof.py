"""A lab is proven, and each thing that could be wrong with one is reported where it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from chainrule import warm
from chainrule.labs import (
    BrokenCheck,
    Check,
    Draw,
    Lab,
    Launcher,
    Mutant,
    Student,
    check,
    mutant,
    prove_lab,
    run_checks,
    shortcuts,
    solution,
    starter,
)
from chainrule.labs.lab import emptied_modules
from chainrule.labs.needed import needed
from chainrule.labs.shortcuts import constants_earn_little, wrapper_earns_nothing
from chainrule.labs.warmed import OPTIONS, WarmLauncher

HERE = Path(__file__)
BUILDS = ("chainrule.autograd.value:Value.__add__", "chainrule.autograd.value:topological_order")


@check("A sum is right", points=2, rounds=2)
def sums(student: Student, draw: Draw) -> None:
    x, y = draw.floats(-3, 3), draw.floats(-3, 3)
    total = student.Value(x) + student.Value(y)
    total.data.should_be(x + y, hint={x - y: "That is the difference."})
    total.local_derivatives.should_be((1.0, 1.0), hint={(1.0, -1.0): "Both are 1."})


@check("The order has the root last", points=1, rounds=1)
def root_last(student: Student, draw: Draw) -> None:
    x = draw.floats(-300, 300)
    made = student.execute("a = Value(x) + Value(2.0)\norder = topological_order(a)\nlast = order[-1]", x=x)
    made.last.should_be(made.a, hint="The root comes last.")
    made.a.parents[0].data.should_be(x)


def edits(old: str, new: str, caught_by: str = "sums", says: str = "should be") -> Mutant:
    def edit(source: str) -> str:
        return source.replace(old, new)

    return replace(mutant("a mistake", caught_by=caught_by, says=says)(edit), name=f"{old} -> {new}")


MUTANTS = (
    edits("a.data + b.data", "a.data - b.data", says="That is the difference."),
    edits('"+", (a, b), (1.0, 1.0)', '"+", (a, b), (1.0, -1.0)', says="Both are 1."),
    edits("return list(order)", "return list(order)[::-1]", "root_last", "The root comes last."),
    edits("return list(order)", "return []", "root_last", "IndexError"),
    edits("a.data + b.data", "a.data * b.data", says="should be"),
)


@pytest.fixture
def lab() -> Lab:
    return Lab("77", "A lab", BUILDS, 5, {}, HERE.parent, (sums, root_last), MUTANTS)


@pytest.fixture(scope="module")
def launch() -> Iterator[Launcher | None]:
    """Workers are forked, as in `chainrule verify`: starting hundreds anew is most of the time otherwise."""
    if not warm.AVAILABLE:
        yield None
        return
    with warm.Servers() as servers:
        yield WarmLauncher(servers.address(warm.NUMPY, options=OPTIONS))


def problems(lab: Lab, launch: Launcher | None) -> list[tuple[str, str, int | None]]:
    return [(error.problem, error.fix, error.line) for error in prove_lab(lab, seeds=[0], launch=launch).errors]


def test_a_lab_that_is_right_is_proven(lab: Lab) -> None:
    proof = prove_lab(lab)
    assert (proof.lab, proof.errors, proof.mutants, proof.caught) == ("77", (), 5, 5)


@check("Nothing is read", points=1)
def never_fails(student: Student, draw: Draw) -> None:
    student.Value(1.0)


@check("A wrong expectation", points=1)
def always_fails(student: Student, draw: Draw) -> None:
    (student.Value(1.0) + student.Value(1.5)).data.should_be(3.5)


@check("Right for some inputs only", points=1, rounds=1)
def sometimes_fails(student: Student, draw: Draw) -> None:
    x = draw.floats(-3, 3)
    (student.Value(x) + student.Value(1.0)).data.should_be(abs(x) + 1.0)


@check("An error of the author's", points=1)
def breaks(student: Student, draw: Draw) -> None:
    (student.Value(1.0) + 2.0).data.should_be(3.0)
    {}["nothing"]


@check("Breaks when the answer is wrong", points=2, rounds=1)
def breaks_on_mutants(student: Student, draw: Draw) -> None:
    if (student.Value(2.0) + 3.0).data.read() != 5.0:
        no_such_name  # noqa: B018, F821


def raising(source: str) -> str:
    return source[10**9]


@check("misspells", points=1)
def misspells_a_class(student: Student, draw: Draw) -> None:
    a = draw.floats(1, 2)
    student.Valeu(a).data.should_be(a)


@check("misspells", points=1)
def misspells_in_code(student: Student, draw: Draw) -> None:
    student.execute("a = Value(1.0)\nb = Vallue(2.0)").b.data.should_be(2.0)


@check("misspells", points=1)
def misspells_an_attribute(student: Student, draw: Draw) -> None:
    a = student.Value(1.0)
    (a + a).grda.should_be(0.0)


@check("misspells", points=1)
def misspells_should(student: Student, draw: Draw) -> None:
    student.Value(1.0).data.should_bee(1.0)


@check("misspells", points=1)
def misspells_an_argument(student: Student, draw: Draw) -> None:
    student.Value(1.0, labell="a").data.should_be(1.0)


MISSPELT = (misspells_a_class, misspells_in_code, misspells_should)


@pytest.mark.parametrize("misspelt", MISSPELT, ids=lambda check: check.name)
def test_a_misspelt_name_is_its_authors_error_whatever_a_student_hands_in(lab: Lab, misspelt: Check) -> None:
    """At the line where it stands, and never as a message to a student."""
    line = next(
        n
        for n, text in enumerate(misspelt.path.read_text().splitlines(), 1)
        if n > misspelt.line and any(word in text for word in ("Valeu", "Vallue", "should_bee"))
    )
    for source in (solution(lab), solution(lab).replace("a.data + b.data", "a.data - b.data")):
        with pytest.raises(BrokenCheck, match="not your fault") as broken:
            run_checks(lab.with_checks([misspelt]), source.encode(), seed=0)
        assert broken.value.line == line


def test_a_name_that_the_student_left_out_is_the_students_error(lab: Lab) -> None:
    without = solution(lab).replace("class Value", "class Something")
    verdict = run_checks(lab.with_checks([sums]), without.encode(), seed=0)
    assert "Value" in (verdict.problem or verdict.results[0].message)


PLANTED: dict[str, tuple[Sequence[Check], Sequence[Mutant], str, str]] = {
    "a check that cannot fail": (
        (sums, root_last, never_fails),
        MUTANTS,
        "passes with nothing written",
        "read a value",
    ),
    "a check that is wrong": ((sums, root_last, always_fails), MUTANTS, "the solution fails `always_fails`", "mend"),
    "a check that breaks": ((sums, root_last, breaks), MUTANTS, "`breaks` raised KeyError", "run with the solution"),
    "a check that no mutant names": ((sums, root_last, sums), MUTANTS[2:4], "no mutant shows that `sums` can", "plant"),
    "too few mutants": ((sums, root_last), MUTANTS[:4], "4 mutants are too few", "at least 5"),
    "an edit that matches nothing": (
        (sums, root_last),
        (*MUTANTS, edits("no such text", "x", says="x")),
        "changes nothing",
        "matches nothing in the library",
    ),
    "a mutant that is right": (
        (sums, root_last),
        (*MUTANTS, edits("a.data + b.data", "b.data + a.data", says="x")),
        "is not caught by `sums`",
        "mend the check",
    ),
    "a mutant caught by another check": (
        (sums, root_last),
        (*MUTANTS, edits("a.data + b.data", "a.data", "root_last", "x")),
        "is not caught by `root_last`",
        "name the one that catches it",
    ),
    "a message that names something else": (
        (sums, root_last),
        (*MUTANTS, edits("a.data + b.data", "a.data", says="The second one is forgotten.")),
        "does not say 'The second one is forgotten.'",
        "give the check a hint",
    ),
    "a mutant that does not load": (
        (sums, root_last),
        (*MUTANTS, edits("return list(order)", "return list(order", says="x")),
        "does not run",
        "must load",
    ),
    "a mutant that raises": (
        (sums, root_last),
        (*MUTANTS, mutant("m", caught_by="sums", says="x")(raising)),
        "raised IndexError while it edited",
        "mend the edit",
    ),
    "a mutant that is no text": (
        (sums, root_last),
        (*MUTANTS, mutant("m", caught_by="sums", says="x")(lambda source: None)),  # type: ignore[arg-type, return-value]
        "gave NoneType, not a text",
        "return the edited source",
    ),
    "a mutant that is to be caught by nobody": (
        (sums, root_last),
        (*MUTANTS, edits("a.data + b.data", "a.data", "sumz", "x")),
        "is to be caught by `sumz`, and no check has that name",
        "did you mean `sums`?",
    ),
    "a name that the module does not have": (
        (sums, root_last, misspells_a_class),
        MUTANTS,
        "the lab's module has no `Valeu`",
        "did you mean `Value`?",
    ),
    "a name in lines of code": (
        (sums, root_last, misspells_in_code),
        MUTANTS,
        "nothing defines `Vallue`, which the code for `execute` uses",
        "did you mean `Value`?",
    ),
    "an attribute that the solution does not have": (
        (sums, root_last, misspells_an_attribute),
        MUTANTS,
        "`misspells_an_attribute` uses `grda`, which the solution does not have",
        "did you mean `grad`?",
    ),
    "a method of the checks": (
        (sums, root_last, misspells_should),
        MUTANTS,
        "there is no `should_bee`",
        "did you mean `should_be`?",
    ),
    "an argument that the solution does not take": (
        (sums, root_last, misspells_an_argument),
        MUTANTS,
        "`misspells_an_argument` uses `labell`, which the solution does not have",
        "did you mean `label`?",
    ),
    "a check that breaks on a mutant": (
        (sums, root_last, breaks_on_mutants),
        (*MUTANTS, edits("a.data + b.data", "a.data", "breaks_on_mutants", "x")),
        "breaks its check",
        "whatever comes back",
    ),
}


@pytest.mark.parametrize(("checks", "mutants", "problem", "fix"), PLANTED.values(), ids=PLANTED.keys())
def test_what_is_planted_is_reported(
    lab: Lab, launch: Launcher | None, checks: Sequence[Check], mutants: Sequence[Mutant], problem: str, fix: str
) -> None:
    found = problems(replace(lab, checks=tuple(checks), mutants=tuple(mutants)), launch)
    assert any(problem in said and fix in remedy and line for said, remedy, line in found) or (
        problem == "4 mutants are too few" and any(problem in said for said, _, _ in found)
    ), found


def test_a_check_that_is_right_by_luck_is_found_with_more_seeds(lab: Lab, launch: Launcher | None) -> None:
    planted = replace(lab, checks=(sums, root_last, sometimes_fails))
    proof = prove_lab(planted, seeds=range(8), launch=launch)
    assert any("the solution fails `sometimes_fails`" in error.problem for error in proof.errors)


def test_only_the_mutants_that_are_caught_and_named_are_counted(lab: Lab, launch: Launcher | None) -> None:
    planted = (*MUTANTS, edits("no such text", "x"), edits("a.data + b.data", "a.data", says="other words"))
    proof = prove_lab(replace(lab, mutants=planted), seeds=[0], launch=launch)
    assert (proof.mutants, proof.caught) == (7, 5)


@check("Asks for what is always the same", points=1)
def asks_for_constants(student: Student, draw: Draw) -> None:
    made = student.execute("a = Value(x)\norder = topological_order(a)\nlast = order[-1]", x=draw.floats(-3, 3))
    made.last.should_be(made.a)
    made.order.should_be_a(list)
    (made.last + "3").should_raise(TypeError)


def test_a_lab_in_which_constants_earn_points_is_not_proven(lab: Lab, launch: Launcher | None) -> None:
    planted = replace(lab, checks=(sums, root_last, asks_for_constants))
    (error,) = constants_earn_little(planted, launch=launch)
    assert error.problem.startswith("the answers of one run earn 1 of 4 points, by `asks_for_constants`")
    assert error.problem in [problem for problem, _, _ in problems(planted, launch)]


def test_constants_may_earn_a_tenth(lab: Lab, launch: Launcher | None) -> None:
    """What is always the same may be asked for, beside what is drawn."""
    assert not constants_earn_little(replace(lab, checks=(replace(sums, points=9), asks_for_constants)), launch=launch)
    assert constants_earn_little(replace(lab, checks=(replace(sums, points=8), asks_for_constants)), launch=launch)


@pytest.mark.parametrize("place", ["chainrule.nn.engine", "chainrule.svg", "chainrule.autograd.values.deep"])
def test_a_lab_whose_names_stand_elsewhere_in_the_box_is_not_proven(
    lab: Lab, launch: Launcher | None, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a second engine that the box would have; it is found wherever it is."""
    monkeypatch.setattr(shortcuts, "all_modules", lambda: iter([*lab.modules, "chainrule.nothing", place]))
    monkeypatch.setattr(
        "chainrule.labs.run.library_for", lambda lab: {**needed("", emptied_modules(lab)), place: solution(lab)}
    )
    (error,) = wrapper_earns_nothing(lab, launch=launch)
    assert error.problem == "a file that only imports from the library earns 3 of 3 points, by `sums`, `root_last`"


def test_a_wrapper_tries_every_module_that_students_files_could_have() -> None:
    there = set(shortcuts.all_modules())
    assert {"chainrule", "chainrule.autograd", "chainrule.autograd.value", "chainrule.nn", "chainrule.chance"} <= there
    assert not any(name.startswith(("chainrule.labs", "chainrule.campus", "chainrule.cli")) for name in there)


def test_the_starter_earns_nothing(lab: Lab, lab_of: Callable[..., Lab]) -> None:
    verdict = run_checks(lab, starter(lab).encode())
    assert verdict.points == 0
    assert [result.waits_for for result in verdict.results] == ["Value.__add__", "Value.__add__"]
