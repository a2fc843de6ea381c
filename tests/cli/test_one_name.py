"""Which of a lab's names a student means by a part of one."""

from pathlib import Path

import pytest

from chainrule.cli.learn import Refusal, one_name
from chainrule.labs import Lab


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Value.backward", "Value.backward"),
        ("back", "Value.backward"),
        ("BACK", "Value.backward"),
        ("add", "Value.__add__"),
        ("__radd", "Value.__radd__"),
        ("order", "topological_order"),
        ("topo", "topological_order"),
        ("truediv", "Value.__truediv__"),
        ("rsub", "Value.__rsub__"),
        ("exp", "Value.exp"),
    ],
)
def test_a_part_of_a_name_will_do(asked: str, found: str) -> None:
    names = ["__add__", "__radd__", "__sub__", "__rsub__", "__truediv__", "exp", "expand", "backward"]
    builds = tuple(f"chainrule.autograd.value:{name}" for name in [*(f"Value.{n}" for n in names), "topological_order"])
    lab = Lab("77", "A lab", builds, 5, {}, Path(), (), ())
    assert one_name(lab, asked) == found


def test_a_part_of_several_names_says_which() -> None:
    builds = ("chainrule.autograd.value:Value.exp", "chainrule.autograd.value:Value.expand")
    lab = Lab("77", "A lab", builds, 5, {}, Path(), (), ())
    with pytest.raises(Refusal, match=r"may be Value\.exp, Value\.expand"):
        one_name(lab, "ex")
    for nothing in ("", "___", "nothing", "x" * 1000):
        with pytest.raises(Refusal, match="builds nothing called"):
            one_name(lab, nothing)
