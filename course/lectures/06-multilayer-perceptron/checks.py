"""Lab 6: a multilayer perceptron over tensors, its loss, its training, and points that it must tell apart."""

import random
from functools import partial

import numpy as np

from chainrule.data import two_circles, two_moons, two_spirals
from chainrule.labs import check
from chainrule.labs.student import ask_student_first

LAYER = ["Layer.__init__", "Layer.__call__"]
NETWORK = ["MLP.__init__", "MLP.__call__"]


def array(draw, *shape):
    """An array of drawn numbers, none of them close to zero."""
    count = int(np.prod(shape))
    return np.array([draw.floats(-2, 2, away_from=[0]) for _ in range(count)]).reshape(shape)


def layer_of(student, draw, inputs, outputs, **options):
    """A layer of the student's, and the seed that it was made from."""
    seed = draw.integers(0, 10**6)
    code = "import random\nlayer = Layer(inputs, outputs, generator=random.Random(seed), **options)"
    made = student.execute(code, inputs=inputs, outputs=outputs, seed=seed, options=options)
    return made.layer, seed


def network_of(student, draw, inputs, sizes, activation="tanh"):
    """A network of the student's with drawn weights, and these weights, a pair for each layer."""
    code = """
    import random
    model = MLP(inputs, sizes, activation=getattr(Tensor, name), generator=random.Random(0))
    for layer, (weights, bias) in zip(model.layers, given):
        layer.weights.data, layer.bias.data = weights, bias
    """
    given, before = [], inputs
    for size in sizes:
        given.append((array(draw, size, before), array(draw, size)))
        before = size
    made = student.execute(code, inputs=inputs, sizes=sizes, name=activation, given=given)
    return made.model, given


def forward(x, given, activation=np.tanh, last=None):
    """What the network gives, by NumPy."""
    for number, (weights, bias) in enumerate(given, start=1):
        x = x @ weights.T + bias
        x = activation(x) if number < len(given) else (last(x) if last else x)
    return x


def said_of(got, likely):
    """The sentence beside the wrong array that came, or none."""
    for wrong, sentence in likely:
        if getattr(got, "shape", None) == np.shape(wrong) and np.allclose(got, wrong, atol=1e-9):
            return sentence
    return ""


def said_of_a_list(got, likely):
    """The sentence beside the wrong list that came, or none."""
    for wrong, sentence in likely:
        if isinstance(got, list) and len(got) == len(wrong) and np.allclose(got, wrong):
            return sentence
    return ""


@check("A layer has a row of weights for each neuron, a bias for each, and asks for gradients", points=2, about=LAYER)
def layer_shapes(student, draw):
    inputs, outputs = draw.choice([(3, 4), (2, 5), (5, 2)])
    layer, _ = layer_of(student, draw, inputs, outputs)
    layer.weights.shape.should_be((outputs, inputs), hint="The weights have a row for each neuron: (outputs, inputs).")
    layer.bias.shape.should_be((outputs,), hint="There is one bias for each neuron: shape (outputs,).")
    asks = "What is trained asks for a gradient: requires_grad=True, for the weights and for the biases."
    layer.weights.requires_grad.should_be(True, hint=asks)
    layer.bias.requires_grad.should_be(True, hint=asks)


@check(
    "Weights start at random within the scale, from the generator; biases at zero", points=2, about=["Layer.__init__"]
)
def layer_start(student, draw):
    scale = draw.floats(0.05, 0.4)
    layer, seed = layer_of(student, draw, 20, 10, scale=scale)
    layer.bias.data.should_be(np.zeros(10))
    code = "w = layer.weights.data\nends, kinds = [float(w.min()), float(w.max())], len(set(w.ravel().tolist()))"
    numbers = student.execute(code, layer=layer)
    numbers.kinds.should_be(200, hint="Equal weights make neurons copies of each other, for ever. Draw each number.")
    outside = "The weights should lie between -scale and scale, and fill that range: `scale` is not always 1."

    def gap(ends):  # of 200 weights the outermost come close to both ends
        beyond = max(abs(end) for end in ends) > scale * (1 + 1e-9)
        return float("inf") if beyond else max(abs(ends[0] + scale), abs(ends[1] - scale))

    said = f"the gap between the outermost weights and the ends of the range from {-scale:.4g} to {scale:.4g}"
    numbers.ends.should_reach(gap, said, at_most=0.2 * scale, hint=outside)
    code = "import random\nlayer = Layer(20, 10, scale=scale, generator=random.Random(seed))\nw = layer.weights.data"
    again = student.execute(code, scale=scale, seed=seed)
    same = "The same generator must give the same weights: draw from `generator`, and from nothing else."
    student.execute("w = layer.weights.data", layer=layer).w.should_be(again.w.read(), hint=same)


@check(
    "A layer computes X W' + b and applies its activation, to a batch and to one row",
    points=3,
    about=["Layer.__call__"],
)
def layer_forward(student, draw):
    for fused in (False, True):
        inputs, outputs = 3, 4
        w, b = array(draw, outputs, inputs), array(draw, outputs)
        code = """
        import random
        layer = Layer(inputs, outputs, activation=Tensor.tanh, fused=fused, generator=random.Random(0))
        layer.weights.data, layer.bias.data = w, b
        """
        layer = student.execute(code, inputs=inputs, outputs=outputs, fused=fused, w=w, b=b).layer
        for x in (array(draw, 5, inputs), array(draw, inputs)):
            z = x @ w.T + b
            likely = [
                (z, "The activation is left out: a layer that has one applies it to the sum."),
                (np.tanh(x @ w.T), "The bias is left out."),
                (np.tanh(x @ w.T) + b, "The bias belongs inside the activation."),
            ]
            layer(x).data.should_be(np.tanh(z), hint=lambda got, likely=likely: said_of(got, likely))
    plain, _ = layer_of(student, draw, 2, 2)
    plain(np.zeros((3, 2))).data.should_be(np.zeros((3, 2)))


@check(
    "The layers fit each other, and all but the last have the activation", points=2, rounds=2, about=["MLP.__init__"]
)
def layers_in_a_row(student, draw):
    sizes = draw.choice([[5, 3, 1], [4, 6, 2], [7, 2, 3]])
    code = """
    import random
    model = MLP(2, sizes, activation=Tensor.tanh, generator=random.Random(0))
    shapes = [layer.weights.shape for layer in model.layers]
    """
    made = student.execute(code, sizes=sizes)
    shapes = [(size, before) for before, size in zip([2, *sizes], sizes, strict=False)]
    made.shapes.should_be(shapes, hint="A layer has as many inputs as the layer before it has neurons.")
    # What a layer does counts: a last one with an activation that changes nothing is as right as one with none.
    code = """
    import numpy
    bends = []
    for layer in model.layers:
        x = 10 * numpy.eye(layer.weights.shape[1])
        bends.append(not numpy.allclose(layer(x).data, x @ layer.weights.data.T + layer.bias.data))
    """
    student.execute(code, model=made.model).bends.should_be(
        [True, True, False],
        hint="All but the last layer have the activation. The last layer gives scores, which may be negative.",
    )


@check("The network hands the output of each layer to the next", points=3, about=NETWORK)
def network_forward(student, draw):
    # As many inputs as hidden neurons, so that a layer that is given the wrong ones does not stop.
    model, given = network_of(student, draw, 3, [3, 3, 2])
    for x in (array(draw, 4, 3), array(draw, 3)):
        w, b = given[-1]
        likely = [
            (x @ w.T + b, "The last layer looks at the inputs. Each layer takes what the layer before it put out."),
            (forward(x, given, last=np.tanh), "The last layer has no activation: it gives scores."),
            (forward(x, given, activation=lambda z: z), "No layer applies its activation."),
        ]
        model(x).data.should_be(forward(x, given), hint=lambda got, likely=likely: said_of(got, likely))


@check("`parameters` lists the very weights and biases of every layer", points=2, rounds=1, about=["MLP.parameters"])
def all_parameters(student, draw):
    model, _ = network_of(student, draw, 2, [5, 4, 1])
    found = student.execute("found = model.parameters()\nsizes = [p.size for p in found]", model=model)
    said = [
        ([10, 20, 4], "The biases are missing: they are trained as well."),
        ([4, 1], "Only one layer is there. A step must reach the parameters of every layer."),
    ]
    found.sizes.should_be([10, 5, 20, 4, 4, 1], hint=partial(said_of_a_list, likely=said))
    for number, name in ((0, "weights"), (1, "bias")):
        copies = "Copies are no use: a step must change the Tensors that the layers compute with."
        found.found[number].should_be(getattr(model.layers[0], name), hint=copies)


def softplus(z):
    return np.logaddexp(0, z)


def loss_by_numpy(f, t):
    return softplus(-(2 * t - 1) * f).mean()


def drawn_scores(draw, count=5):
    labels = [0, 1, *(draw.choice([0, 1]) for _ in range(count - 2))]
    return array(draw, count), np.array(labels)


@check("The logistic loss is right, for scores in a column and in a row", points=3, about=["logistic_loss"])
def loss_value(student, draw):
    f, t = drawn_scores(draw)
    s = 2 * t - 1
    for scores in (f[:, None], f):
        student.logistic_loss(student.Tensor(scores), t).data.should_be(
            np.array(loss_by_numpy(f, t)),
            hint=lambda got: said_of(
                got,
                [
                    (np.array(softplus(-s * f).sum()), "The loss is the mean over the rows, and here it is the sum."),
                    (
                        np.array(softplus(s * f).mean()),
                        "The sign is turned: what is right must cost little.",
                    ),
                    (
                        np.array(softplus(-t * f).mean()),
                        "For class 0 the sign is -1, not 0.",
                    ),
                    (np.array(softplus(-f).mean()), "The labels are not looked at: every row is taken for class 1."),
                ],
            ),
        )


@check("Scores of any size give a loss and a gradient that are numbers", points=2, rounds=2, about=["logistic_loss"])
def loss_far_out(student, draw):
    large = draw.floats(800, 2000)
    f, t = np.array([-large, large, 0.0, -large]), np.array([1, 0, 1, 0])
    code = """
    import numpy
    with numpy.errstate(all="ignore"):
        f = Tensor(scores, requires_grad=True)
        loss = logistic_loss(f, labels)
        loss.backward()
    """
    run = student.execute(code, scores=f, labels=t)
    for handle, right in ((run.loss.data, loss_by_numpy(f, t)), (run.f.grad, [-0.25, 0.25, -0.125, 0.0])):
        handle.should_be(np.array(right), hint=partial(said_far_out, right=np.array(right)))


def said_far_out(got, right):
    """What became of a loss, or of the gradients of four scores, of which the third is 0."""
    if not np.all(np.isfinite(got)):
        return "A power of e grew too large for a float. `softplus` is imported for you, and none overflows in it."
    if right.ndim and np.allclose(np.delete(got, 2), np.delete(right, 2)):
        return "At a score of 0 the gradient is p - t, too. Functions with a kink there, relu and abs, hand on another."
    if np.all(np.abs(got) <= np.abs(right) + 1e-9):
        return "A probability that was rounded or cut off has forgotten how large the score was: compute with scores."
    return ""


@check("The gradient of the loss is right, by PyTorch and by nudging", points=2, about=["logistic_loss"])
def loss_gradient(student, draw):
    f, t = drawn_scores(draw)
    column = student.Tensor(f[:, None], requires_grad=True)
    student.logistic_loss(column, t).backward()
    ask_student_first()
    import torch

    leaf = torch.tensor(f, requires_grad=True)
    target = torch.tensor(t, dtype=torch.float64)
    torch.nn.functional.binary_cross_entropy_with_logits(leaf, target).backward()
    nudges = np.eye(len(f)) * 1e-5
    nudged = np.array([(loss_by_numpy(f + n, t) - loss_by_numpy(f - n, t)) / 2e-5 for n in nudges])
    for right in (leaf.grad.numpy(), nudged):
        column.grad.should_be(
            right[:, None],
            hint=lambda got, right=right: said_of(
                got,
                [
                    (-right[:, None], "The sign is turned: with this gradient the scores move to the wrong side."),
                    (
                        right[:, None] * len(f),
                        "The loss is a mean over B rows: divide by B.",
                    ),
                ],
            ),
        )


@check("Scores and labels that do not belong together are refused", points=1, rounds=1, about=["logistic_loss"])
def loss_misfits(student, draw):
    said = "Shapes that do not fit may broadcast without a word: one score for each label, or a ValueError."
    for shape, count in (((4, 1), 3), ((4, 2), 4), ((4,), 1)):
        made = student.logistic_loss(student.Tensor(array(draw, *shape)), np.ones(count, dtype=int))
        made.should_raise(ValueError, hint=said)


@check("The gradients of a whole network agree with PyTorch and with nudging", points=3, about=[*LAYER, *NETWORK])
def whole_network(student, draw):
    model, given = network_of(student, draw, 2, [4, 3, 1])
    x, (_, t) = array(draw, 5, 2), drawn_scores(draw)
    student.logistic_loss(model(x), t).backward()
    ask_student_first()
    import torch

    leaves = [[torch.tensor(each, requires_grad=True) for each in pair] for pair in given]
    h = torch.tensor(x)
    for number, (w, b) in enumerate(leaves, start=1):
        h = h @ w.T + b
        h = torch.tanh(h) if number < len(leaves) else h
    torch.nn.functional.binary_cross_entropy_with_logits(h[:, 0], torch.tensor(t, dtype=torch.float64)).backward()
    for number, (w, b) in enumerate(leaves):
        model.layers[number].weights.grad.should_be(w.grad.numpy(), hint=f"The weights of layer {number + 1}.")
        model.layers[number].bias.grad.should_be(b.grad.numpy(), hint=f"The biases of layer {number + 1}.")

    def nudged(h):
        moved = [(given[0][0] + np.eye(4, 2) * h, given[0][1]), *given[1:]]
        return loss_by_numpy(forward(x, moved)[:, 0], t)

    slope = (nudged(1e-5) - nudged(-1e-5)) / 2e-5
    both = student.execute("d = model.layers[0].weights.grad\nalong = float(d[0, 0] + d[1, 1])", model=model)
    both.along.should_be(slope)


@check("`train` makes the steps of gradient descent, and gives the losses from before each", points=4, about=["train"])
def training(student, draw):
    w, b = array(draw, 1, 2), array(draw, 1)
    x, (_, t) = array(draw, 6, 2), drawn_scores(draw, 6)
    rate = draw.floats(0.3, 0.9)
    code = """
    import random
    model = MLP(2, [1], generator=random.Random(0))
    model.layers[0].weights.data, model.layers[0].bias.data = w, b
    losses = train(model, x, t, steps=4, rate=rate)
    """
    run = student.execute(code, w=w, b=b, x=x, t=t, rate=rate)
    runs = {kind: descended(w, b, x, t, rate, kind) for kind in ("right", "kept", "up", "after")}
    said = [
        (runs["kept"][0], "The gradients of all steps add up: forget them before each backward pass."),
        (runs["up"][0], "The steps go up. Against the gradient means minus."),
        (runs["after"][0], "Note the loss from before the update: the one whose gradient made the step."),
    ]
    run.losses.should_be(runs["right"][0], hint=partial(said_of_a_list, likely=said))
    run.model.layers[0].weights.data.should_be(runs["right"][1])


def descended(w, b, x, t, rate, kind):
    """Losses and last weights of a single neuron in four steps: as it should be, or with one mistake."""
    losses, kept_w, kept_b = [], 0.0, 0.0
    for _ in range(4):
        f = (x @ w.T + b)[:, 0]
        df = (1 / (1 + np.exp(-f)) - t) / len(t)
        dw, db = (df @ x)[None], np.array([df.sum()])
        kept_w, kept_b = kept_w + dw, kept_b + db
        if kind != "after":
            losses.append(float(loss_by_numpy(f, t)))
        if kind == "kept":
            dw, db = kept_w, kept_b
        way = -1 if kind == "up" else 1
        w, b = w - way * rate * dw, b - way * rate * db
        if kind == "after":
            losses.append(float(loss_by_numpy((x @ w.T + b)[:, 0], t)))
    return losses, w


ALLOWED = 0.05  # the share of points that may be wrong


@check(
    "`separate` gets 95% right of new points, which it has not seen: of moons, circles and spirals",
    points=5,
    rounds=1,
    seconds=60,
    when={"timeout": "It takes too long. A few hundred steps of a network with a few dozen neurons are enough."},
    about=["separate", "train"],
)
def tells_them_apart(student, draw):
    for name, make in (("moons", two_moons), ("circles", two_circles), ("spirals", two_spirals)):
        points, labels = make(120, 0.03, random.Random(draw.integers(0, 10**6)))
        unseen, truth = make(400, 0.03, random.Random(draw.integers(0, 10**6)))
        code = """
        import random
        model = separate(points, labels, generator=random.Random(seed))
        f = model(unseen).data.reshape(-1)
        scores = [float(score) for score in f]
        """
        given = {"points": np.array(points), "labels": np.array(labels), "unseen": np.array(unseen)}
        scores = student.execute(code, seed=draw.integers(0, 10**6), **given).scores
        scores.should_be_a(list)
        said = f"Of the new {name} 95% are asked for. More bends, more steps, another rate?"
        scores.should_reach(
            partial(wrong_share, labels=np.array(truth)),
            f"the share of {name} that are wrong",
            at_most=ALLOWED,
            hint=said,
        )


def wrong_share(scores, labels):
    """Which part of the points has a score on the wrong side; a score for each is needed."""
    f = np.array(scores)
    return float(np.mean((f > 0) != (labels == 1))) if f.shape == labels.shape else 1.0
