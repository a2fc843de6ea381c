"""The figures of lecture 9 show what the lecture says about them."""

import math
from xml.etree import ElementTree

import pytest
import torch

from chainrule.figures import draw, joint
from chainrule.figures.joint import FRUIT, table
from chainrule.figures.probability import DRAWN, GRADES, PRICES, PRIOR, histogram, posterior, tail


def words(name: str) -> list[str]:
    shown = ElementTree.fromstring(draw(name)).iter()
    return ["".join(text.itertext()) for text in shown if text.tag.endswith("}text")]


def description(name: str) -> str:
    return next(child.text or "" for child in ElementTree.fromstring(draw(name)) if child.tag.endswith("desc"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("probability.joint", ["0.05", "0.15", "0.30", "0.40", "0.167", "0.333", "0.500", "plain row ÷ 0.30"]),
        ("probability.thousand", ["18 rotten", "+ 49 good", "rotten: 18 ÷ 67 = 0.27"]),
        ("probability.scores", ["2.8", "threshold 1.7"]),
        ("probability.running_mean", ["E[X] = 1.05", "1,000"]),
    ],
)
def test_a_figure_shows_its_numbers(name: str, expected: list[str]) -> None:
    shown = words(name)
    assert [word for word in expected if word not in shown] == []


@pytest.mark.parametrize("name", [*DRAWN, *joint.DRAWN])
def test_every_word_lies_inside_its_picture(name: str) -> None:
    picture = ElementTree.fromstring(draw(name))
    width, height = (float(each) for each in picture.attrib["viewBox"].split()[2:])
    texts = [part for part in picture.iter() if part.tag.endswith("}text")]
    outside = [part for part in texts if not (0 <= float(part.attrib["x"]) <= width)
               or not (0 < float(part.attrib["y"]) < height)]  # fmt: skip
    assert texts
    assert not ["".join(part.itertext()) for part in outside]


def test_the_bars_of_a_histogram_have_the_area_1_whatever_their_width() -> None:
    values = torch.randn(500, generator=torch.Generator().manual_seed(0))
    for width in (1.0, 0.3, 0.05):
        assert sum(height * width for _, height in histogram(values, width)) == pytest.approx(1.0)


def test_the_posterior_of_the_score_is_the_sigmoid_that_the_lecture_derives() -> None:
    bias = math.log(PRIOR / (1 - PRIOR)) - 4.5
    for score in (-1.0, 1.7, 2.8, 5.0):
        assert posterior(score) == pytest.approx(1 / (1 + math.exp(-(3 * score + bias))), rel=1e-4)
    assert bias == pytest.approx(-8.39, abs=5e-3)
    assert tail(0.0) == pytest.approx(0.045, abs=5e-4)
    assert tail(3.0) == pytest.approx(0.90, abs=5e-3)


def test_the_third_cloud_depends_without_covariance() -> None:
    together, independent, curve = (
        float(part.partition("covariance ")[2].partition(".")[0] + "." + part.partition("covariance ")[2][-2:])
        for part in description("probability.covariance").split(". In the last")[0].split("each. ")[1].split("; ")
    )
    assert together > 0.6
    assert abs(independent) < 0.1
    assert abs(curve) < 0.1


def test_the_table_has_the_prices_and_margins_of_the_lecture() -> None:
    fruit = table()
    assert fruit.probs.sum() == pytest.approx(1.0)
    assert fruit.marginal("grade").probs.tolist() == pytest.approx(list(GRADES))
    assert len(FRUIT) == len(PRICES)
