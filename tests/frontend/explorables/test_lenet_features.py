"""What the page's LeNet sees in a digit is what the library's LeNet sees, for its own weights and a reader's."""

import base64
import json

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from chainrule import optim
from chainrule.data import Split
from chainrule.figures import lenet_maps
from chainrule.models import LeNet
from chainrule.training import Batches, Checkpoint, fit

DIGITS = lenet_maps.digits()


def seen_by_page(js, raw: bytes, picture, kind: str = "modern") -> dict:
    encoded = json.dumps(base64.b64encode(raw).decode())
    program = f"""(() => {{
      const net = lenetOf(Uint8Array.from(atob({encoded}), (letter) => letter.charCodeAt(0)).buffer);
      const seen = lookAt(net, {np.asarray(picture).ravel().tolist()}, {json.dumps(kind)});
      return Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, [...values]]));
    }})()"""
    return js("lenet-features/network").eval(program)


def seen_by_library(model: LeNet, picture) -> dict[str, torch.Tensor]:
    """The maps after each activation and pooling, and the logits."""
    model = model.double().eval()
    x = (torch.tensor(picture, dtype=torch.float64).reshape(1, 1, 28, 28) - lenet_maps.MEAN) / lenet_maps.DEVIATION
    maps = []
    for layer in model.features:
        x = layer(x)
        if "Conv" not in type(layer).__name__ and "Norm" not in type(layer).__name__:
            maps.append(x.flatten())
    return {
        **dict(zip(("first", "small", "second", "smallest"), maps, strict=True)),
        "logits": model.classifier(x.flatten(1))[0],
    }


def same(here: dict, there: dict) -> None:
    for name, values in there.items():
        torch.testing.assert_close(torch.tensor(here[name], dtype=torch.float64), values.detach(), rtol=1e-9, atol=1e-9)


@pytest.fixture(scope="module")
def kept() -> bytes:
    return lenet_maps._file("lenet.safetensors")


@pytest.mark.parametrize("digit", range(10))
def test_every_map_of_the_kept_network_is_that_of_the_library(js, kept, digit):
    model = LeNet.modern()
    model.load_state_dict(load(kept))
    here, there = seen_by_page(js, kept, DIGITS[digit]), seen_by_library(model, DIGITS[digit])
    same(here, there)
    assert int(np.argmax(here["logits"])) == digit
    assert sum(here["probabilities"]) == pytest.approx(1)
    in_figure = lenet_maps.look_at(DIGITS[digit], lenet_maps.weights())
    assert all(in_figure[name].ravel() == pytest.approx(here[name], rel=1e-9, abs=1e-9) for name in in_figure)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("classic", LeNet(generator=torch.Generator().manual_seed(1))),
        ("modern", LeNet.modern(channels=(4, 7), hidden=(20,), generator=torch.Generator().manual_seed(2))),
        ("modern", LeNet.modern(channels=(16, 32), batch_norm=True, generator=torch.Generator().manual_seed(3))),
    ],
    ids=["classic", "other widths", "batch normalization, as the recipe trains it"],
)
def test_a_network_of_ones_own_is_seen_as_the_library_sees_it(js, kind, model):
    for name, buffer in model.named_buffers():  # as if it had been trained
        if name.endswith(("running_mean", "running_var")):
            buffer.uniform_(0.5, 2.0, generator=torch.Generator().manual_seed(4))
    raw = save({name: tensor.float().contiguous() for name, tensor in model.state_dict().items() if tensor.dim()})
    same(seen_by_page(js, raw, DIGITS[5], kind), seen_by_library(model, DIGITS[5]))


def test_what_a_whole_checkpoint_holds_beside_floats_does_no_harm(js):
    model = LeNet.modern(batch_norm=True, generator=torch.Generator().manual_seed(3))
    assert model.state_dict()["features.1.num_batches_tracked"].dtype == torch.int64
    same(seen_by_page(js, save(dict(model.state_dict())), DIGITS[2]), seen_by_library(model, DIGITS[2]))


def test_the_checkpoint_of_a_training_shows_the_network_that_was_trained(js, tmp_path):
    generator = torch.Generator().manual_seed(3)
    model = LeNet.modern(batch_norm=True, generator=generator)
    data = Batches(Split(torch.rand(8, 1, 28, 28, generator=generator), torch.arange(8)), 4)
    optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    fit(model, data, optimizer, epochs=1, generator=generator, checkpoint=Checkpoint(tmp_path))
    same(seen_by_page(js, (tmp_path / "latest.safetensors").read_bytes(), DIGITS[2]), seen_by_library(model, DIGITS[2]))


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"0.weight": torch.zeros(4, 2)}, "It holds no features.0.weight. Save model.state_dict() of a chainrule"),
        (
            {"features.0.weight": torch.zeros(6, 3, 5, 5)},
            "features.0.weight has the shape (6, 3, 5, 5), not (?, 1, 5, 5).",
        ),
        ({"features.0.weight": torch.zeros(64, 1, 5, 5)}, "features.0 has 64 kernels; up to 32 are shown."),
    ],
)
def test_another_file_is_refused_in_words(js, tensors, words):
    encoded = json.dumps(base64.b64encode(save(tensors)).decode())
    program = f"""(() => {{ try {{
      lenetOf(Uint8Array.from(atob({encoded}), (letter) => letter.charCodeAt(0)).buffer);
    }} catch (error) {{ return `${{error.constructor.name}}: ${{error.message}}`; }} }})()"""
    said = js("lenet-features/network").eval(program)
    assert said.startswith("FileError: ")
    assert words in said


def test_a_drawing_survives_the_address_in_four_greys(js):
    program = """(() => {
      const drawn = stroke(stroke(FIELDS.drawn.plain, [4, 5], [20, 6]), [20, 6], [10, 25]);
      const text = FIELDS.drawn.write(drawn), again = FIELDS.drawn.read(text);
      const away = Math.max(...drawn.map((x, at) => Math.abs(x - again[at])));
      return [text.length, away, FIELDS.drawn.write(again) === text, drawn.filter((x) => x > 0).length];
    })()"""
    length, away, same_again, ink = js("lenet-features/model").eval(program)
    assert length <= 262
    assert away <= 1 / 6 + 1e-9
    assert same_again is True
    assert ink > 60


def test_a_drawing_is_moved_to_the_middle(js):
    program = """(() => {
      const moved = centred(stroke(FIELDS.drawn.plain, [4, 4], [4, 8]));
      const total = moved.reduce((sum, x) => sum + x, 0);
      const place = (at) => [Math.floor(at / 28), at % 28];
      return [0, 1].map((axis) => moved.reduce((sum, x, at) => sum + x * place(at)[axis], 0) / total);
    })()"""
    assert js("lenet-features/model").eval(program) == pytest.approx([13.5, 13.5], abs=0.51)
