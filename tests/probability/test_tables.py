"""The rules of probability hold for every table."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from chainrule.probability import Categorical, Table, bayes, covariance, kl_divergence


@st.composite
def tables(draw: st.DrawFn, independent: bool = False) -> Table:
    shape = draw(st.lists(st.integers(1, 4), min_size=2, max_size=3))
    seed = draw(st.integers(0, 2**31))
    generator = torch.Generator().manual_seed(seed)
    if independent:
        probs = torch.ones((), dtype=torch.float64)
        for n in shape:
            row = torch.rand(n, generator=generator, dtype=torch.float64) + 0.01
            probs = probs[..., None] * (row / row.sum())
    else:
        probs = torch.rand(shape, generator=generator, dtype=torch.float64) + 1e-6
        probs = probs / probs.sum()
    return Table(probs, ("x", "y", "z")[: len(shape)])


@given(tables())
def test_the_chain_rule_and_bayes_rule_hold(table: Table) -> None:
    joint, x, y = table.marginal("x", "y").probs, table.marginal("x").probs, table.marginal("y").probs
    torch.testing.assert_close(table.conditional("x", given="y").T * y, joint)
    torch.testing.assert_close(table.conditional("y", given="x") * x[:, None], joint)
    torch.testing.assert_close(bayes(x, table.conditional("y", given="x").T), table.conditional("x", given="y"))
    torch.testing.assert_close(table.marginal("y", "x").probs, joint.T)
    for state in range(len(y)):
        torch.testing.assert_close(table.given(y=state).marginal("x").probs, table.conditional("x", given="y")[state])


@given(tables())
def test_mutual_information_is_the_divergence_from_independence_and_never_negative(table: Table) -> None:
    joint = table.marginal("x", "y").probs
    product = table.marginal("x").probs[:, None] * table.marginal("y").probs
    divergence = kl_divergence(Categorical(joint.flatten()), Categorical(product.flatten()))
    information = table.mutual_information("x", "y")
    torch.testing.assert_close(information, divergence, atol=1e-9, rtol=0)
    assert information > -1e-12
    torch.testing.assert_close(information, table.entropy("x") - table.conditional_entropy("x", given="y"))


@given(tables(independent=True))
def test_independent_variables_tell_nothing_of_each_other(table: Table) -> None:
    assert table.independent("x", "y")
    assert table.mutual_information("x", "y").abs() < 1e-9
    assert table.covariance("x", "y").abs() < 1e-9


def test_uncorrelated_is_not_independent() -> None:
    probs = torch.tensor([[0.0, 0.25, 0.0], [0.25, 0.0, 0.25], [0.0, 0.25, 0.0]])
    table = Table(probs, ("x", "y"), {"x": [-1.0, 0.0, 1.0], "y": [-1.0, 0.0, 1.0]})
    assert table.covariance("x", "y") == 0
    assert not table.independent("x", "y")


def test_moments_of_a_table_agree_with_those_of_draws_from_it() -> None:
    table = Table(torch.tensor([[0.3, 0.1], [0.2, 0.4]]), ("x", "y"), {"x": [0.0, 5.0]})
    drawn = Categorical(table.probs.flatten()).sample((100_000,), generator=torch.Generator().manual_seed(0))
    samples = torch.stack([table.values["x"][drawn // 2], table.values["y"][drawn % 2]], 1)
    torch.testing.assert_close(samples[:, 0].mean(), table.expectation("x"), atol=0.05, rtol=0)
    got = covariance(samples)
    assert got[0, 1].item() == pytest.approx(table.covariance("x", "y").item(), abs=0.05)
    assert got[0, 0].item() == pytest.approx(table.covariance("x", "x").item(), abs=0.1)


HALF = torch.tensor([[0.5, 0.0], [0.5, 0.0]])
REFUSED = [
    (lambda: Table(HALF, ("x",)), "a name of its own for each axis"),
    (lambda: Table(HALF, ("x", "x")), "a name of its own for each axis"),
    (lambda: Table(HALF * 2, ("x", "y")), "must sum to 1, got 2"),
    (lambda: Table(-HALF, ("x", "y")), "probs must be 0 or more, got -0.5"),
    (lambda: Table(HALF, ("x", "y"), {"x": [1.0]}), "x has 2 states, got values \\(1,\\)"),
    (lambda: Table(HALF, ("x", "y")).marginal("z"), "no variable 'z'; it has x, y"),
    (lambda: Table(HALF, ("x", "y")).given(y=2), "y has the states 0 to 1, got 2"),
    (lambda: Table(HALF, ("x", "y")).given(y=1), "has probability 0"),
    (lambda: bayes(torch.tensor([0.5, 0.6]), torch.tensor([1.0, 1.0])), "prior must sum to 1, got 1.1"),
    (lambda: bayes(torch.tensor([0.5, 0.5]), torch.tensor([1.0])), "got \\(2,\\) and \\(1,\\)"),
    (lambda: bayes(torch.tensor([0.5, 0.5]), torch.tensor([0.0, 0.0])), "impossible under every hypothesis"),
    (lambda: bayes(torch.tensor([0.5, 0.5]), torch.tensor([-1.0, 0.0])), "likelihood must be 0 or more, got -1"),
]


@pytest.mark.parametrize(("refused", "words"), REFUSED, ids=[words[:40] for _, words in REFUSED])
def test_what_is_no_table_is_refused_in_words(refused, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        refused()


TABLE = Table(HALF, ("x", "y"))
ASKED = {
    "expectation": (TABLE.expectation, 1),
    "entropy": (TABLE.entropy, 1),
    "marginal": (TABLE.marginal, 2),
    "covariance": (TABLE.covariance, 2),
    "conditional": (TABLE.conditional, 2),
    "independent": (TABLE.independent, 2),
    "conditional_entropy": (TABLE.conditional_entropy, 2),
    "mutual_information": (TABLE.mutual_information, 2),
}


@pytest.mark.parametrize(("asked", "count"), ASKED.values(), ids=ASKED)
def test_a_name_that_the_table_does_not_have_is_told_with_those_that_it_has(
    asked: Callable[..., object], count: int
) -> None:
    for names in [("z",)] if count == 1 else [("x", "z"), ("z", "x"), ("z", "z")]:
        with pytest.raises(ValueError, match="no variable 'z'; it has x, y"):
            asked(*names)


@pytest.mark.parametrize("name", [name for name, (_, count) in ASKED.items() if count == 2 and name != "covariance"])
def test_a_name_that_comes_twice_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="each variable can be named once, got x, x"):
        ASKED[name][0]("x", "x")


def test_a_state_that_cannot_be_has_no_conditional() -> None:
    conditional: Tensor = Table(HALF, ("x", "y")).conditional("x", given="y")
    assert conditional[0].tolist() == [0.5, 0.5]
    assert conditional[1].isnan().all()
