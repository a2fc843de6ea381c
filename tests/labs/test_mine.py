"""What a student wrote stands in for the library's, wherever the library uses it, and only while that is asked for."""

import inspect
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from chainrule import autograd
from chainrule.autograd import MLP, Value, mlp, value
from chainrule.course import find_course
from chainrule.labs import Lab, PlainLauncher, Result, Run, Verdict, load_lab, solution
from chainrule.labs.folder import Folder, LabProgress, open_folder
from chainrule.labs.mine import MineProblem, Passed, blame, in_place, passed_labs


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), "03")


@pytest.fixture
def passed(lab: Lab, tmp_path: Path) -> Callable[..., Passed]:
    """A file that holds the solution with some of its text replaced, as it passed."""

    def write(*changes: tuple[str, str]) -> Passed:
        text = solution(lab)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "lab03.py"
        path.write_text(text)
        return Passed(lab, path)

    return write


SUM = '        return new_node(a.data + b.data, "+"'
COUNTED = (SUM, f'        CALLS.append("+")\n{SUM}')
CALLS = ("class Value:", "CALLS: list[str] = []\n\n\nclass Value:")
ORDER = ("    return list(order)", '    CALLS.append("order")\n    return list(order)')
RELU = ("        y, slope = (0.0", '        CALLS.append("relu")\n        y, slope = (0.0')


def test_their_code_runs_wherever_the_library_uses_the_name(passed: Callable[..., Passed]) -> None:
    mine = passed(CALLS, COUNTED, ORDER, RELU)
    with in_place([mine]):
        network = MLP(2, [3, 1], generator=random.Random(0))  # whose activation is a default, taken when it was defined
        [score] = network([1.0, 2.0])
        score.backward()
        assert autograd.topological_order is value.topological_order is mine.module.topological_order
        assert type(score) is Value
    assert {"+", "relu", "order"} <= set(mine.module.CALLS)


def test_a_file_of_two_modules_stands_in_for_both(lab: Lab, tmp_path: Path) -> None:
    names = ("chainrule.autograd.pooling:max_pool2d", "chainrule.autograd.cross_correlation:cross_correlate2d")
    both = replace(lab, builds=names)
    path = tmp_path / "lab03.py"
    path.write_text(solution(both))
    mine = Passed(both, path)
    before = autograd.max_pool2d, autograd.cross_correlate2d
    with in_place([mine]):
        assert autograd.max_pool2d is mine.module.max_pool2d
        assert autograd.cross_correlate2d is mine.module.cross_correlate2d
    assert (autograd.max_pool2d, autograd.cross_correlate2d) == before


def test_afterwards_everything_is_the_library_s_again(passed: Callable[..., Passed]) -> None:
    before = dict(vars(Value)), dict(vars(value)), dict(vars(autograd)), MLP.__init__.__kwdefaults__
    with pytest.raises(ZeroDivisionError), in_place([passed(CALLS, COUNTED)]):
        Value(1.0) / 0
    assert (dict(vars(Value)), dict(vars(value)), dict(vars(autograd)), MLP.__init__.__kwdefaults__) == before
    assert mlp.MLP.__init__.__kwdefaults__["activation"] is Value.relu


def test_gradients_are_the_same_with_the_solution_in_place(passed: Callable[..., Passed]) -> None:
    def gradients() -> list[float]:
        network = MLP(2, [4, 1], generator=random.Random(1))
        (1 - network([0.5, -1.0])[0] / 3).exp().backward()
        return [parameter.grad for parameter in network.parameters()]

    library = gradients()
    with in_place([passed()]):
        assert gradients() == library


def test_helpers_that_a_student_added_come_along(passed: Callable[..., Passed]) -> None:
    mine = passed(
        ("    def exp(self)", "    def twice(self) -> float:\n        return 2 * self.data\n\n    def exp(self)"),
        ("        y = real.exp(self.data)", "        y = real.exp(self.twice() / 2)"),
    )
    with in_place([mine]):
        assert Value(0.0).exp().data == 1.0
    assert not hasattr(Value, "twice")


def test_super_works_in_methods_of_the_student_s_class(passed: Callable[..., Passed]) -> None:
    mine = passed(("        y = math.tanh(self.data)", "        super().__init__()\n        y = math.tanh(self.data)"))
    with in_place([mine]):
        assert Value(0.0).tanh().data == 0.0


def test_a_class_stands_for_all_of_its_methods(lab: Lab, tmp_path: Path) -> None:
    """As in a lab that builds a whole layer."""
    text = inspect.getsource(mlp).replace(
        "        total = self.weighted", "        CALLS.append(1)\n        total = self.weighted"
    )
    path = tmp_path / "lab04.py"
    path.write_text(f"CALLS = []\n{text}")
    mine = Passed(replace(lab, number="04", builds=("chainrule.autograd.mlp:Neuron",)), path)
    with in_place([mine]):
        MLP(2, [3, 1], generator=random.Random(0))([1.0, 2.0])
    assert len(mine.module.CALLS) == 4


def test_a_lab_with_a_module_of_its_own_stands_in_for_nothing(lab: Lab, tmp_path: Path) -> None:
    own = replace(lab, builds=("softmax:softmax",))
    folder = Folder(tmp_path, {"03": LabProgress(passed="2026-02-01")})
    with pytest.raises(MineProblem, match="none of the labs"):
        passed_labs(folder, [own])


def test_an_error_is_blamed_on_the_file_and_the_line(passed: Callable[..., Passed]) -> None:
    mine = passed(("        y = real.exp(self.data)", "        y = real.exp(self.date)"))
    line = 1 + mine.path.read_text().splitlines().index("        y = real.exp(self.date)")
    with in_place([mine]), pytest.raises(AttributeError) as caught:
        Value(1.0).exp()
    words = blame([mine], caught.value)
    assert words == f"lab03.py, line {line}, in Value.exp: AttributeError: 'Value' object has no attribute 'date'"
    assert blame([mine], ValueError("of the library")) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("class Value:", "1 / 0\n\n\nclass Value:"), r"lab03.py does not load, line \d+: division by zero"),
        (("class Value:", "class Value"), r"lab03.py does not load, line \d+: "),
        (("def topological_order(", "def order("), "lab03.py has no topological_order, which lab 03 builds"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_is_changed(
    change: tuple[str, str], words: str, passed: Callable[..., Passed]
) -> None:
    before = dict(vars(Value))
    with pytest.raises(MineProblem, match=words), in_place([passed(change)]):
        pass
    assert dict(vars(Value)) == before


def verdict(lab: Lab, source: bytes) -> Verdict:
    """A verdict on these bytes for which every check passed."""
    results = [Result(check.name, check.sentence, check.points, True, "") for check in lab.checks]
    return Run(lab, source, lab.file_name, 1, PlainLauncher()).verdict(results)


def test_only_the_file_that_passed_is_used(lab: Lab, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(MineProblem, match=r"none of the labs in .* has passed"):
        passed_labs(folder, [lab])
    path = folder.file_of(lab)
    path.write_text(solution(lab))
    folder.progress("03").update(verdict(lab, path.read_bytes()), datetime(2026, 2, 1))
    folder.save()
    usable, notes = passed_labs(open_folder(tmp_path), [lab])
    assert ([each.path for each in usable], notes) == ([path], [])
    path.write_text(solution(lab) + "\n# one more thing\n")
    with pytest.raises(MineProblem, match=r"lab03.py is not the file that passed; chainrule check 03"):
        passed_labs(folder, [lab])
    path.unlink()
    with pytest.raises(MineProblem, match=r"lab03.py cannot be read \(No such file"):
        passed_labs(folder, [lab])
