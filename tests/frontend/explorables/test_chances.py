"""The explorables of lecture 9 compute what the library computes."""

import random

import pytest
import torch

from chainrule.probability import Table, bayes, choose, expected_value, variance_of

RATES = [(0.02, 0.9, 0.05), (0.5, 0.3, 0.3), (0.9, 1.0, 0.0), (0.0, 0.9, 0.0)]


@pytest.mark.parametrize(("prior", "hits", "alarms"), RATES)
def test_the_square_is_the_joint_table_of_the_library(js, prior, hits, alarms):
    model = js("bayes-square/model")
    table = Table(
        torch.tensor([[prior * hits, prior * (1 - hits)], [(1 - prior) * alarms, (1 - prior) * (1 - alarms)]]).double(),
        ("fruit", "answer"),
    )
    states = {"thrown": ("answer", 0), "kept": ("answer", 1), "rotten": ("fruit", 0), "good": ("fruit", 1)}
    for given, (name, state) in states.items():
        found = model.call("compute", {"prior": prior, "hits": hits, "alarms": alarms, "given": given})
        assert found["margins"][given] == pytest.approx(table.marginal(name).probs[state].item())
        if table.marginal(name).probs[state] > 0:
            assert found["slice"]["shares"] == pytest.approx(table.given(**{name: state}).probs.tolist())
        else:
            assert found["slice"]["shares"] is None
        assert found["independent"] == table.independent("fruit", "answer", tolerance=1e-9)
    if prior * hits + (1 - prior) * alarms > 0:
        found = model.call("compute", {"prior": prior, "hits": hits, "alarms": alarms, "given": "thrown"})
        posterior = bayes(torch.tensor([prior, 1 - prior]).double(), torch.tensor([hits, alarms]).double())
        assert found["slice"]["shares"] == pytest.approx(posterior.tolist())


def plain(js) -> dict:
    fields = js("distributions/model").eval("Object.fromEntries(Object.entries(FIELDS).map(([k, f]) => [k, f.plain]))")
    return dict(fields)


def test_areas_below_the_normal_density_are_those_of_pytorch(js):
    model = js("distributions/model")
    for z in (-8.0, -3.6, -3.5, -1.0, 0.0, 0.3, 2.0, 3.54, 6.0):
        exact = torch.distributions.Normal(0.0, 1.0).cdf(torch.tensor(z, dtype=torch.float64)).item()
        assert model.call("normalCdf", z) == pytest.approx(exact, rel=1e-9, abs=1e-14)
    found = model.call("compute", plain(js) | {"low": 340, "high": 260})
    assert found["range"] == [260, 340]
    assert found["probability"] == pytest.approx(0.6827, abs=1e-4)


@pytest.mark.parametrize("family", ["bernoulli", "multinoulli"])
def test_draws_are_those_of_python_and_of_choose(js, family):
    state = plain(js) | {"family": family, "step": 16, "seed": 7}
    found = js("distributions/model").call("compute", state)
    p, values = torch.tensor(found["p"]).double(), torch.tensor(found["values"]).double()
    python = random.Random(7)
    uniform = torch.tensor([python.random() for _ in range(10_000)], dtype=torch.float64)
    drawn = values[choose(p, uniform)]
    assert found["drawn"]["values"] == drawn.tolist()
    assert found["expectation"] == pytest.approx(expected_value(values, p).item())
    assert found["variance"] == pytest.approx(variance_of(values, p).item())
    assert found["count"] == 100
    assert found["means"][-1] == pytest.approx(drawn[:100].mean().item())
    assert sum(found["seen"]["bars"]) == pytest.approx(1.0)


def test_normal_draws_are_those_of_python(js):
    found = js("distributions/model").call("compute", plain(js) | {"step": 32, "seed": 3})
    python = random.Random(3)
    drawn = [python.gauss(300, 40) for _ in range(10_000)]
    assert found["drawn"]["values"] == pytest.approx(drawn)
    assert found["means"][-1] == pytest.approx(sum(drawn) / len(drawn))
    assert abs(found["means"][-1] - found["expectation"]) < 4 * 40 / 100
    assert found["seen"]["inside"] == sum(260 <= x <= 340 for x in drawn) / len(drawn)


@pytest.mark.parametrize("bars", [[1, 1, 1, 1, 1, 1, 1], [0, 0.5, 2, 0.1, 0, 0, 0.3], [0, 0, 0, 2, 0, 0, 0]])
def test_drawn_bars_have_the_moments_of_the_library(js, bars):
    found = js("draw-a-pmf/model").call("compute", {"bars": bars, "mean": 3, "variance": 4})
    p = torch.tensor(bars, dtype=torch.float64) / sum(bars)
    x = torch.arange(7, dtype=torch.float64)
    assert found["p"] == pytest.approx(p.tolist())
    assert found["found"]["mean"] == pytest.approx(expected_value(x, p).item())
    assert found["found"]["variance"] == pytest.approx(variance_of(x, p).item(), abs=1e-12)
    assert found["isRight"] == (bars == [1] * 7)


def test_the_reader_is_told_which_way_to_go(js):
    said = js("draw-a-pmf/model")
    left = said.call("compute", {"bars": [1, 1, 0, 0, 0, 0, 0], "mean": 3, "variance": 1})["verdict"]
    assert "too small by 2.5. Move mass to the right" in left[0]
    assert "too small. Move mass from the middle outwards" in left[1]
    wide = said.call("compute", {"bars": [1, 0, 0, 0, 0, 0, 1], "mean": 3, "variance": 1})["verdict"]
    assert wide[0] == "Mean 3: right."
    assert "too large" in wide[1]
    assert "at most 8" in said.call("compute", {"bars": [1] * 7, "mean": 2, "variance": 8.5})["verdict"][2]
    assert said.call("compute", {"bars": [0] * 7, "mean": 2, "variance": 1})["found"] is None


def test_every_task_can_be_done(js):
    for mean, variance in js("draw-a-pmf/model").eval("TASKS"):
        assert variance <= mean * (6 - mean), "the two ends have the largest variance of all"
