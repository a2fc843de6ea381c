"""The playground's engine against the library: data, first weights, training, the program that it writes, files."""

import base64
import json
import random

import pytest
import torch
from safetensors.torch import save

from chainrule import models, nn
from chainrule.figures import playground

PLAIN = "Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, field.plain]))"
OWN = [[-1.25, 0.5, 0], [1, -0.25, 1], [0.5, 1.5, 1], [-0.75, -1, 0]]
STATES = [
    {"epoch": 60},
    {"data": "circles", "hidden": [8], "activation": "relu", "rate": 0.3, "seed": 3, "epoch": 40},
    {"data": "spirals", "hidden": [6, 4], "activation": "sigmoid", "decay": 0.01, "epoch": 25, "noise": 0.05},
    {"data": "own", "points": OWN, "hidden": [3, 0, 2], "epoch": 30},
    {"hidden": [], "activation": "identity", "epoch": 10, "count": 31},
]
BYTES = "Uint8Array.from(atob({}), (letter) => letter.charCodeAt(0)).buffer"


def computed(js, state: dict) -> dict:
    """What the page has after the training of a state."""
    program = f"""(() => {{
      const m = compute({{ ...{PLAIN}, ...{json.dumps(state)} }});
      const network = m.network.map(({{ weight, bias }}) => [[...weight.data], [...bias]]);
      return {{ losses: m.losses, heldOut: m.heldOut, accuracy: m.accuracy, network }};
    }})()"""
    return js("mlp-playground/model").eval(program)


@pytest.mark.parametrize("kind", ["moons", "circles", "spirals"])
def test_points_are_those_that_the_library_draws(js, kind):
    here = js("mlp-playground/data").call("pointsOf", kind, 57, 0.1, 5)
    points, classes = playground.MAKERS[kind](57, 0.1, random.Random(5))
    assert [each for _, _, each in here] == classes
    assert [(x, y) for x, y, _ in here] == [pytest.approx(point, rel=1e-12, abs=1e-12) for point in points]


def test_first_weights_are_those_of_the_library_bit_for_bit(js):
    program = "firstWeights([2, 5, 3, 1], 11).map(({ weight, bias }) => [[...weight.data], [...bias]])"
    here = js("mlp-playground/network").eval(program)
    generator = torch.Generator().manual_seed(11)
    layers = [nn.Linear(*sizes, generator=generator) for sizes in ((2, 5), (5, 3), (3, 1))]
    assert here == [[layer.weight.flatten().tolist(), layer.bias.tolist()] for layer in layers]
    in_figure = playground.first_weights([2, 5, 3, 1], 11)
    assert here == [[weight.data.ravel().tolist(), bias.data.tolist()] for weight, bias in in_figure]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.get("data", "moons"))
def test_the_program_that_the_page_writes_does_what_the_page_did(js, state, capsys):
    program = js("mlp-playground/python").eval(f"programOf({{ ...{json.dumps(plain(js))}, ...{json.dumps(state)} }})")
    names: dict = {}
    exec(program, names)
    here = computed(js, state)
    there = [
        (layer.weight.flatten().tolist(), layer.bias.tolist()) for layer in names["model"] if hasattr(layer, "weight")
    ]
    for (weight, bias), (its_weight, its_bias) in zip(here["network"], there, strict=True):
        assert weight == pytest.approx(its_weight, rel=1e-7, abs=1e-9)
        assert bias == pytest.approx(its_bias, rel=1e-7, abs=1e-9)
    printed = capsys.readouterr().out
    assert f"loss {here['losses'][-1]:.4f}\n" in printed
    assert here["heldOut"] == [] or f"unseen points {here['heldOut'][-1]:.4f}" in printed


def plain(js) -> dict:
    return js("mlp-playground/model").eval(PLAIN)


def test_the_static_picture_is_trained_as_the_page_trains(js):
    state = {"data": "circles", "hidden": [5, 4], "activation": "relu", "rate": 0.4, "decay": 0.002, "epoch": 50}
    points, classes = playground.MAKERS["circles"](100, 0.1, random.Random(0))
    layers = playground.first_weights([2, 5, 4, 1], 0)
    losses = playground.train(layers, points, classes, activation="relu", rate=0.4, decay=0.002, epochs=50)
    assert computed(js, state)["losses"] == pytest.approx(losses, rel=1e-8)


def test_going_back_and_on_again_gives_the_same_network(js):
    program = f"""(() => {{
      const at = (epoch, previous) => compute({{ ...{PLAIN}, epoch }}, previous);
      const far = at(130), back = at(70, far), on = at(130, back);
      const flat = (m) => m.network.flatMap(({{ weight, bias }}) => [...weight.data, ...bias]);
      const weights = [at(70), at(130), on].map(flat);
      return [...weights, on.losses.length, on.heldOut.length, on.run === far.run];
    }})()"""
    fresh_70, fresh_130, on, losses, held_out, same = js("mlp-playground/model").eval(program)
    assert (on, losses, held_out, same) == (fresh_130, 131, 131, True)
    assert fresh_70 != fresh_130


def test_a_rate_that_is_too_large_ends_in_words_and_not_in_nan(js):
    here = js("mlp-playground/model").eval(
        f"(({{ ranAway, losses }}) => [ranAway, losses.every(Number.isFinite)])"
        f"(compute({{ ...{PLAIN}, activation: 'identity', hidden: [8, 8, 8], rate: 10, epoch: 500 }}))"
    )
    assert here == [True, True]


def taken(js, tensors: dict[str, torch.Tensor]):
    """The layers that the page makes of a file, or what it says."""
    encoded = json.dumps(base64.b64encode(save(tensors)).decode())
    program = f"""(() => {{
      try {{
        return networkOf({BYTES.format(encoded)}).map(({{ weight, bias }}) =>
          [weight.rows, weight.columns, [...weight.data], [...bias]]);
      }} catch (error) {{ return `${{error.constructor.name}}: ${{error.message}}`; }}
    }})()"""
    return js("mlp-playground/weights").eval(program)


@pytest.mark.parametrize("kind", ["Sequential", "MLP"])
def test_a_file_of_ones_own_is_read(js, kind):
    generator = torch.Generator().manual_seed(2)
    model = (
        models.MLP([2, 4, 3, 1], nn.Tanh, generator=generator)
        if kind == "MLP"
        else nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 1))
    )
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    there = [[*layer.weight.shape, layer.weight.flatten().tolist(), layer.bias.tolist()] for layer in layers]
    assert taken(js, model.state_dict()) == there


WRONG = [
    ({"0.weight": (4, 3), "0.bias": (4,)}, "0.weight takes 3 numbers, but the plane has 2 coordinates."),
    ({"0.weight": (4, 2), "0.bias": (4,), "2.weight": (1, 5), "2.bias": (1,)}, "the layer before gives 4."),
    ({"0.weight": (4, 2), "0.bias": (4,)}, "0.weight gives 4 numbers; two classes need 1."),
    ({"0.weight": (17, 2), "0.bias": (17,), "2.weight": (1, 17), "2.bias": (1,)}, "17 units; up to 16 are shown"),
    ({"0.weight": (1, 2)}, "Layer 0 has no bias."),
    ({"0.weight": (1, 2), "0.bias": (2,)}, "0.bias has the shape (2,); with 1 units it is (1,)."),
    ({"features.conv": (1, 2)}, "It holds features.conv."),
    ({"0.weight": (6, 1, 5, 5), "0.bias": (6,)}, "has the shape (6, 1, 5, 5), not (outputs, inputs)"),
]


@pytest.mark.parametrize(("shapes", "words"), WRONG, ids=[words[:20] for _, words in WRONG])
def test_a_file_that_does_not_fit_is_refused_in_words(js, shapes, words):
    said = taken(js, {name: torch.zeros(shape) for name, shape in shapes.items()})
    assert said.startswith("FileError: ")
    assert words in said


def test_broken_weights_and_other_kinds_of_numbers_are_refused(js):
    broken = {"0.weight": torch.full((1, 2), torch.nan), "0.bias": torch.zeros(1)}
    assert "holds NaN or infinity: that training ran away" in taken(js, broken)
    assert "of the kind I64" in taken(js, {"0.weight": torch.zeros(1, 2, dtype=torch.int64), "0.bias": torch.zeros(1)})


def refused(js, raw: bytes) -> str:
    """What the page says of bytes that are no file."""
    encoded = BYTES.format(json.dumps(base64.b64encode(raw).decode()))
    program = f"(() => {{ try {{ readSafetensors({encoded}) }} catch (error) {{ return error.message }} }})()"
    return js("kit/safetensors").eval(program)


NO_FILES = [b"", b"hello", b"\xff" * 40, (2).to_bytes(8, "little") + b"[]", (1).to_bytes(8, "little") + b"{"]


@pytest.mark.parametrize("raw", NO_FILES)
def test_bytes_that_are_no_such_file_are_refused(js, raw):
    assert "This is no .safetensors file" in refused(js, raw)


def test_half_a_file_is_refused(js):
    raw = save({"0.weight": torch.zeros(1, 2), "0.bias": torch.zeros(1)})[:-4]
    assert "the file is damaged" in refused(js, raw)
