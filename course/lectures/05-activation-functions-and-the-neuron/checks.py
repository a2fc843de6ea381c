"""Lab 5: three activations, a weighted sum over N inputs, and a distance, each as one node with its way back."""

import math
from functools import partial

import numpy as np

from chainrule.labs import check
from chainrule.labs.student import ask_student_first

ACTIVATIONS = ["leaky_relu", "softplus", "silu"]


def by_torch(function, *arrays, upstream):
    """The gradient of each array, by PyTorch in float64. `function` is written for tensors of PyTorch."""
    ask_student_first()
    import torch

    leaves = [torch.tensor(np.asarray(array), dtype=torch.float64, requires_grad=True) for array in arrays]
    made = torch.autograd.grad(function(*leaves), leaves, torch.tensor(np.asarray(upstream), dtype=torch.float64))
    return [gradient.numpy() for gradient in made]


def by_nudging(function, *arrays, upstream, h=1e-5):
    """The same by central differences. `function` is written for NumPy arrays."""
    ask_student_first()
    gradients = []
    for at in range(len(arrays)):
        gradient = np.zeros_like(np.asarray(arrays[at], dtype=float))
        for index in np.ndindex(gradient.shape):
            ends = []
            for nudge in (h, -h):
                moved = [np.array(array, dtype=float) for array in arrays]
                moved[at][index] += nudge
                ends.append(function(*moved))
            gradient[index] = np.sum(upstream * (ends[0] - ends[1])) / (2 * h)
        gradients.append(gradient)
    return gradients


def tensor(student, array):
    """A tensor of the student's engine that asks for its gradient."""
    return student.Tensor(np.asarray(array, dtype=float), requires_grad=True)


def drawn(draw, *shape):
    """An array of drawn numbers, none of them close to zero."""
    numbers = [draw.floats(-3, 3, away_from=[0]) for _ in range(math.prod(shape))]
    return np.array(numbers).reshape(shape)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


SLOPE = 0.2
VALUES = {
    "leaky_relu": lambda z: np.where(z > 0, z, SLOPE * z),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "silu": lambda z: z * sigmoid(z),
}


def applied(student, name, z):
    """One of the three activations on a tensor; the leaky ReLU with the slope of these checks."""
    function = getattr(student, name)
    return function(z, SLOPE) if name == "leaky_relu" else function(z)


@check("The three activations compute the right numbers", points=2, about=ACTIVATIONS)
def values(student, draw):
    z = drawn(draw, 2, 3)
    for name in ACTIVATIONS:
        applied(student, name, tensor(student, z)).data.should_be(
            VALUES[name](z), hint=partial(what_is_wrong_with_a_value, name=name, z=z)
        )


def what_is_wrong_with_a_value(got, name, z):
    likely = {
        "leaky_relu": [
            (np.maximum(z, 0), "Below zero the leaky ReLU is `slope` times z, and here it is 0."),
            (
                np.where(z > 0, z, 0.01 * z),
                "The argument `slope` is ignored: 0.01 is its default alone.",
            ),
        ],
        "softplus": [(np.log(np.exp(z)), "The 1 in log(1 + e**z) is missing: what is left is z itself.")],
        "silu": [(sigmoid(z), "This is the sigmoid alone: the SiLU is z times it.")],
    }[name]
    return said_of(got, likely)


def said_of(got, likely):
    """The sentence beside the wrong array that came, or none."""
    for wrong, sentence in likely:
        if getattr(got, "shape", None) == np.shape(wrong) and np.allclose(got, wrong, atol=1e-9):
            return sentence
    return ""


TWINS = {
    "leaky_relu": lambda torch, z: torch.nn.functional.leaky_relu(z, SLOPE),
    "softplus": lambda torch, z: torch.nn.functional.softplus(z),
    "silu": lambda torch, z: torch.nn.functional.silu(z),
}


@check("The slopes of the three activations are right, by PyTorch and by nudging", points=3, about=ACTIVATIONS)
def slopes(student, draw):
    import torch

    z, g = drawn(draw, 2, 3), drawn(draw, 2, 3)
    for name in ACTIVATIONS:
        leaf = tensor(student, z)
        applied(student, name, leaf).backward(g)
        for right in (by_torch(partial(TWINS[name], torch), z, upstream=g), by_nudging(VALUES[name], z, upstream=g)):
            leaf.grad.should_be(right[0], hint=partial(what_is_wrong_with_a_slope, name=name, z=z, g=g, right=right[0]))


def what_is_wrong_with_a_slope(got, name, z, g, right):
    s, softplus = sigmoid(z), VALUES["softplus"](z)
    likely = [(right / g, "The upstream gradient is missing: what flows back is g times the slope.")]
    likely += {
        "leaky_relu": [
            (g, "The slope is 1 above zero only. Below it is `slope`."),
            (g * (z > 0), "Below zero the slope is `slope`, not 0: that is the point of the leaky ReLU."),
        ],
        "softplus": [
            (g * s * (1 - s), "This is the slope of the sigmoid. That of the softplus is the sigmoid itself."),
            (g * sigmoid(softplus), "The slope is sigmoid(z), of the input; here it is taken of the output."),
        ],
        "silu": [
            (g * s, "One of the two gifts is missing: z stands in two places of z * sigmoid(z)."),
            (g * z * s * (1 - s), "One of the two gifts is missing: z stands in two places of z * sigmoid(z)."),
            (
                g * (s + s * (1 - s)),
                "In the second gift a factor is missing: it is z times the slope of the sigmoid.",
            ),
        ],
    }[name]
    return said_of(got, likely)


@check("An activation is one node, whose only parent is its input", points=1, rounds=1, about=ACTIVATIONS)
def one_node(student, draw):
    for name in ACTIVATIONS:
        z = tensor(student, drawn(draw, 3))
        made = applied(student, name, z)
        composed = "It is made of other operations. Compute value and slope with NumPy, and make one node of them."
        student.execute("count = len(made.parents)", made=made).count.should_be(1, hint=composed)
        made.parents[0].should_be(z, hint=composed)


@check(
    "The weighted sum and the squared distance are one node each, with their arguments as its parents",
    points=1,
    rounds=1,
    about=["weighted_sum", "squared_distance"],
)
def one_node_of_several(student, draw):
    x, w, b = drawn(draw, 5, 3), drawn(draw, 3), np.array(draw.floats(-3, 3, away_from=[0]))
    one, two, three = (tensor(student, array) for array in (x, w, b))
    results = (
        (student.weighted_sum(one, two, three), summed(x, w, b), 3),
        (student.squared_distance(one, two), measured(x, w), 2),
    )
    for made, right, count in results:
        student.execute("count = len(made.parents)", made=made).count.should_be(
            count,
            hint="It is made of other operations. Compute the value with NumPy, and make one node of it, with a "
            "function for the way back to each argument.",
        )
        made.data.should_be(right)


@check(
    "Nothing overflows, however large the input, and NaN comes out again",
    points=2,
    rounds=2,
    when={"FloatingPointError": "A power of e grew too large for a float: let none have a positive exponent."},
    about=ACTIVATIONS,
)
def far_out(student, draw):
    large = draw.floats(800, 2000)
    for name, low in (("leaky_relu", -SLOPE * large), ("softplus", 0.0), ("silu", 0.0)):
        student.execute("import numpy; numpy.seterr(all='ignore', over='raise')")
        z = tensor(student, [-large, large, math.nan])
        made = applied(student, name, z)
        made.data.should_be(np.array([low, large, math.nan]), hint=OVERFLOWS)
        made.backward(np.ones(3))
        ends = student.execute("two = z.grad[:2]", z=z).two
        ends.should_be(np.array([SLOPE if name == "leaky_relu" else 0.0, 1.0]), hint=OVERFLOWS)


OVERFLOWS = "Far from zero this should be a plain number. Never let a power of e have a positive exponent."


@check("At zero the leaky ReLU takes the small slope, as PyTorch does", points=1, rounds=1, about=["leaky_relu"])
def at_zero(student, draw):
    small, g = draw.floats(0.1, 0.4), draw.floats(-3, 3, away_from=[0])
    z = tensor(student, [0.0])
    student.leaky_relu(z, small).backward(np.array([g]))
    z.grad.should_be(
        np.array([small * g]), hint="At zero there is a kink. By agreement the slope there is the small one."
    )


def summed(x, w, b):
    return x @ w + b


@check("The weighted sum is right, for one row, for a batch, and for rows of rows", points=2, about=["weighted_sum"])
def sums(student, draw):
    for shape in ((4,), (3, 4), (2, 3, 4)):
        x, w, b = drawn(draw, *shape), drawn(draw, 4), draw.floats(-3, 3, away_from=[0])
        made = student.weighted_sum(tensor(student, x), tensor(student, w), tensor(student, b))
        likely = [(x @ w, "The bias is missing."), (np.asarray((x * w).sum() + b), "The sum runs over N alone.")]
        made.data.should_be(np.asarray(x @ w + b), hint=lambda got, likely=likely: said_of(got, likely))


@check("Weights, inputs and bias receive their gradients, by PyTorch and by nudging", points=4, about=["weighted_sum"])
def gradients_of_the_sum(student, draw):
    for shape in ((4,), (3, 4), (2, 3, 4)):
        x, w, b = drawn(draw, *shape), drawn(draw, 4), np.array(draw.floats(-3, 3, away_from=[0]))
        g = drawn(draw, *shape[:-1])
        leaves = [tensor(student, array) for array in (x, w, b)]
        student.weighted_sum(*leaves).backward(g)
        rights = by_torch(summed, x, w, b, upstream=g), by_nudging(summed, x, w, b, upstream=g)
        for right in rights:
            for leaf, gradient, what in zip(leaves, right, ("x", "w", "b"), strict=True):
                leaf.grad.should_be(gradient, hint=partial(what_is_wrong_with_a_gift, what=what, x=x, w=w, g=g))


def what_is_wrong_with_a_gift(got, what, x, w, g):
    rows, gs = x.reshape(-1, x.shape[-1]), np.asarray(g).reshape(-1)
    swapped = "The two gifts have changed places: x gets g times the weights, and w gets g times the inputs."
    likely = {
        "x": [
            (np.broadcast_to(w, x.shape), "The upstream gradient is missing: each row of x gets its own g times w."),
            (g[..., None] * x, swapped),
        ],
        "w": [
            (rows.sum(0), "The upstream gradient is missing: w gets, from each row, g times that row."),
            (gs @ rows / len(gs), "The gifts of the rows are added, not averaged: a mean belongs to the loss."),
            (gs[-1] * rows[-1], "Only the last row counts. A weight is used in every row, and its gifts add up."),
            (gs.sum() * w, swapped),
        ],
        "b": [
            (np.array(float(len(gs))), "The bias gets the sum of g over the rows, not the number of rows."),
            (np.array(gs.mean()), "The gifts of the rows are added, not averaged: a mean belongs to the loss."),
        ],
    }[what]
    return said_of(got, likely)


@check("A neuron of your parts learns the driver's rule", points=3, rounds=2, about=["weighted_sum", "softplus"])
def it_learns(student, draw):
    rides = np.array([[2, 5], [4, 4], [2, 2], [1, 6], [3, 9], [5, 7]], dtype=float)
    signs = np.array([1, -1, -1, 1, 1, -1], dtype=float)
    rate = draw.floats(0.2, 0.4)
    run = student.execute(
        """
        w, b = Tensor([0.0, 0.0], requires_grad=True), Tensor(0.0, requires_grad=True)
        x = Tensor(rides)
        for step in range(200):
            loss = softplus(-signs * weighted_sum(x, w, b)).mean()
            w.zero_grad()
            b.zero_grad()
            loss.backward()
            w.data = w.data - rate * w.grad
            b.data = b.data - rate * b.grad
        loss = float(loss.data)
        right = int((signs * weighted_sum(x, w, b).data > 0).sum())
        """,
        rides=rides,
        signs=signs,
        rate=rate,
    )
    run.right.should_be(6, hint="All six rides can be told apart. If the checks above pass, look at signs and sums.")
    w, b = np.zeros(2), 0.0
    for _ in range(200):
        z = rides @ w + b
        loss = np.log1p(np.exp(-signs * z)).mean()
        dz = -signs * sigmoid(-signs * z) / 6
        w, b = w - rate * rides.T @ dz, b - rate * dz.sum()
    run.loss.should_be(float(loss))


def measured(x, c):
    return ((x - c) ** 2).sum(-1)


@check("A new operation: the squared distance from a centre", points=2, about=["squared_distance"])
def distance(student, draw):
    for shape in ((3,), (4, 3), (2, 2, 3)):
        x, c = drawn(draw, *shape), drawn(draw, 3)
        made = student.squared_distance(tensor(student, x), tensor(student, c))
        likely = [
            (np.sqrt(measured(x, c)), "This is the distance. The squared distance has no root."),
            ((x**2).sum(-1) - (c**2).sum(), "Subtract first, then square: (x - c)**2 is not x**2 - c**2."),
            (np.asarray(measured(x, c).sum()), "The sum runs over N alone: one result per row."),
        ]
        made.data.should_be(np.asarray(measured(x, c)), hint=lambda got, likely=likely: said_of(got, likely))


@check("The distance hands its gradient on, by PyTorch and by nudging", points=3, about=["squared_distance"])
def gradients_of_the_distance(student, draw):
    for shape in ((3,), (4, 3), (2, 2, 3)):
        x, c, g = drawn(draw, *shape), drawn(draw, 3), drawn(draw, *shape[:-1])
        leaves = [tensor(student, x), tensor(student, c)]
        student.squared_distance(*leaves).backward(g)
        both = by_torch(measured, x, c, upstream=g), by_nudging(measured, x, c, upstream=g)
        for right in both:
            for leaf, gradient in zip(leaves, right, strict=True):
                likely = [
                    (-gradient, "The sign is wrong: when the centre moves towards x, the distance falls."),
                    (gradient / 2, "The 2 of the square is missing."),
                ]
                leaf.grad.should_be(gradient, hint=lambda got, likely=likely: said_of(got, likely))


@check(
    "Shapes that do not fit are refused with a ValueError",
    points=1,
    rounds=1,
    about=["weighted_sum", "squared_distance"],
)
def misfits(student, draw):
    x, one = tensor(student, drawn(draw, 5, 3)), tensor(student, draw.floats(-3, 3))
    # Each of these would broadcast, or give a result of another shape, without a word.
    said = "NumPy would stretch these shapes, or refuse them in other words. Compare them first, and raise ValueError."
    for w, b in ((drawn(draw, 3, 1), one), (drawn(draw, 1), one), (drawn(draw, 3), tensor(student, drawn(draw, 5)))):
        student.weighted_sum(x, tensor(student, w), b).should_raise(ValueError, hint=said)
    for centre in (drawn(draw, 1), drawn(draw, 5, 3), np.array(draw.floats(-3, 3))):
        student.squared_distance(x, tensor(student, centre)).should_raise(ValueError, hint=said)
