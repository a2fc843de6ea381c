"""What the playground asks before it trains: the border that a network can draw, and where the loss goes."""

import json
import random

import pytest

from chainrule.figures import playground

PLAIN = "Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.plain]))"

BORDERS = [
    ([2, 1], "tanh", "straight"),
    ([2, 1, 1], "relu", "straight"),
    ([2, 8, 8, 1], "identity", "straight"),
    ([2, 2, 1], "relu", "open"),
    ([2, 2, 1, 4, 1], "tanh", "open"),
    ([2, 3, 1], "relu", "closed"),
    ([2, 3, 1, 1], "sigmoid", "closed"),
    ([2, 2, 3, 1], "relu", "closed"),
    ([2, 2, 2, 1], "relu", None),
]


@pytest.mark.parametrize(("sizes", "activation", "border"), BORDERS)
def test_the_border_is_asked_where_mathematics_knows_it(js, sizes, activation, border):
    assert js("mlp-playground/question").call("borderOf", sizes, activation) == border


def model_of(js, state: dict) -> dict:
    """What the page has at a state, as plain data; `later` are the losses that it then goes on to have."""
    program = f"""(() => {{
      const plain = (m) => ({{ ...m, data: [...m.data] }});
      const state = {{ ...{PLAIN}, ...{json.dumps(state)} }};
      const {{ run, network, epoch, losses }} = compute(state);
      const seen = {{ points: plain(run.seen.points), classes: run.seen.classes }};
      const layers = network.map(({{ weight, bias }}) => ({{ weight: plain(weight), bias: [...bias] }}));
      const later = compute({{ ...state, epoch: state.epoch + 10 }}).losses;
      return {{ state, run: {{ seen }}, network: layers, epoch, losses, later }};
    }})()"""
    return js("mlp-playground/model").eval(program)


def asked(js, model: dict) -> dict:
    return js("mlp-playground/question").call("questionOf", model)


@pytest.mark.parametrize(
    ("state", "way"),
    [
        ({"epoch": 30}, "lower"),
        ({"data": "circles", "hidden": [8], "activation": "relu", "rate": 10, "epoch": 4}, None),
        ({"hidden": [2, 2], "epoch": 0}, "lower"),
        ({"activation": "identity", "hidden": [8, 8], "rate": 10, "epoch": 1}, None),
    ],
)
def test_the_loss_ahead_is_that_of_the_training(js, state, way):
    model = model_of(js, state)
    question, at, later = asked(js, model), state["epoch"], model["later"]
    truth = "lower" if len(later) > at + 10 and later[at + 10] < later[at] else "higher"
    assert question["answer"] == truth
    assert question["steps"] == 10
    assert way in (None, truth)


def test_the_loss_ahead_is_the_librarys(js):
    points, classes = playground.MAKERS["moons"](100, 0.1, random.Random(0))
    layers = playground.first_weights([2, 4, 1], 0)
    losses = playground.train(layers, points, classes, activation="tanh", rate=0.5, decay=0.0, epochs=15)
    model = model_of(js, {"epoch": 5})
    assert js("mlp-playground/question").call("lossAfter", model, 10) == pytest.approx(losses[15], rel=1e-9)


def test_the_answers_of_a_question_are_among_its_choices(js):
    for state in ({"epoch": 0}, {"epoch": 3}):
        question = asked(js, model_of(js, state))
        assert question["answer"] in [value for value, _ in question["choices"]]


def test_without_points_nothing_is_asked_of_the_loss(js):
    model = model_of(js, {"hidden": [2, 2], "epoch": 0})
    model["run"]["seen"]["classes"] = []
    assert asked(js, model) is None
