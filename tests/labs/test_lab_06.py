"""Lab 6 accepts other right ways to write its bodies."""

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab

TRAINS_LONG = "tells_them_apart"


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 6)


DRAWN = (
    "        drawn = [[generator.uniform(-scale, scale) for _ in range(inputs)] for _ in range(outputs)]\n"
    "        self.weights = Tensor(np.array(drawn).reshape(outputs, inputs), requires_grad=True)\n"
)
CALLED = (
    "        total = linear(x, self.weights, self.bias) if self.fused else x @ self.weights.T + self.bias\n"
    "        return self.activation(total) if self.activation else total\n"
)
STACKED = (
    "        self.layers = []\n"
    "        for number, outputs in enumerate(sizes, start=1):\n"
    "            after = activation if number < len(sizes) else None\n"
    "            self.layers.append(Layer(inputs, outputs, activation=after, fused=fused, generator=generator))\n"
    "            inputs = outputs\n"
)
IN_A_ROW = "        for layer in self.layers:\n            outputs = layer(outputs)\n        return outputs\n"
LISTED = "        return [parameter for layer in self.layers for parameter in layer.parameters()]\n"
FITTED = "    f = scores[:, 0] if scores.ndim == 2 and scores.shape[1] == 1 else scores\n"
REFUSED = "    if f.ndim != 1 or f.shape != picked.shape:\n"
PRICED = "    signs = as_tensor(2.0 * picked - 1.0)\n    return softplus(-signs * f).mean()\n"
FORGOTTEN = "        zero_grad(model.parameters())\n"
STEPPED = "            parameter.data = parameter.data - rate * parameter.grad\n"
BUILT = "    model = MLP(2, [16, 16, 1], fused=True, generator=generator)\n"
TRAINED = "    train(model, points, labels, steps=400, rate=1.0)\n"

WRITTEN_OTHERWISE = {
    "weights drawn in one list, and spread by hand": [
        (
            DRAWN,
            "        drawn = [scale * (2 * generator.random() - 1) for _ in range(inputs * outputs)]\n"
            "        self.weights = Tensor(np.array(drawn).reshape(outputs, inputs), requires_grad=True)\n",
        ),
        (LISTED, "        return sum([layer.parameters() for layer in self.layers], [])\n"),
    ],
    "weights drawn by NumPy from a seed of the generator's": [
        (
            DRAWN,
            "        rng = np.random.default_rng(generator.getrandbits(64))\n"
            "        drawn = rng.uniform(-scale, scale, (outputs, inputs))\n"
            "        self.weights = Tensor(drawn, requires_grad=True)\n",
        ),
        (CALLED, "        total = linear(x, self.weights, self.bias)\n" + CALLED.partition("\n")[2]),
    ],
    "an activation that changes nothing behind the last layer": [
        ("else None\n            self.layers", "else (lambda z: z)\n            self.layers"),
        (CALLED.partition("\n")[2], "        return self.activation(total)\n"),
        ("        self.activation = activation\n", "        self.activation = activation or (lambda z: z)\n"),
    ],
    "layers from pairs of sizes, as a comprehension": [
        (
            STACKED,
            "        pairs = list(zip([inputs, *sizes], sizes))\n"
            "        self.layers = [Layer(n, m, activation=activation, generator=generator) for n, m in pairs[:-1]]\n"
            "        self.layers += [Layer(*pairs[-1], generator=generator)]\n",
        ),
        (IN_A_ROW, "        *first, last = self.layers\n        return last(through(first, outputs))\n"),
        (
            "class MLP:\n",
            "def through(layers, x):\n    return through(layers[1:], layers[0](x)) if layers else x\n\n\nclass MLP:\n",
        ),
    ],
    "the price of both classes, weighed by the label": [
        (PRICED, "    t = as_tensor(1.0 * picked)\n    return (t * softplus(-f) + (1.0 - t) * softplus(f)).mean()\n"),
        (FITTED, "    f = scores.reshape(-1)\n"),
        (REFUSED, "    if f.size != picked.size:\n"),
    ],
    "softplus minus what the right class saves": [
        (PRICED, "    return (softplus(f) - as_tensor(1.0 * picked) * f).sum() / len(picked)\n"),
        (FORGOTTEN, ""),
        (STEPPED, "            parameter.data -= rate * parameter.grad\n            parameter.grad = None\n"),
    ],
    "another network that tells them apart": [
        (BUILT, "    model = MLP(2, [24, 24, 1], activation=Tensor.tanh, fused=True, generator=generator)\n"),
        (TRAINED, "    train(model, points, labels, steps=600, rate=0.5)\n"),
    ],
}


@pytest.mark.parametrize("edits", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE.keys())
def test_other_right_ways_pass(lab: Lab, edits: list[tuple[str, str]]) -> None:
    another = any(old == BUILT for old, _ in edits)
    asked = lab.with_checks([check for check in lab.checks if another == (check.name == TRAINS_LONG)])
    assert complaints(asked, written_otherwise(lab, edits)) == []
