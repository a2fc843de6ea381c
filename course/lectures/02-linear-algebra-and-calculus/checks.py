"""Lab 2: what is right for whole tables at once, from their shapes to what comes back through a layer."""

import numpy as np

from chainrule.labs import check, oracle


def table(draw, rows, columns, low=-3, high=3):
    """A matrix of drawn numbers, none of them near zero."""
    return np.array([[draw.floats(low, high, away_from=[0]) for _ in range(columns)] for _ in range(rows)])


def sizes(draw, count):
    """So many sizes from 2 to 9 that all differ."""
    left = list(range(2, 10))
    return [left.pop(draw.integers(0, len(left) - 1)) for _ in range(count)]


@check("The shape of a product: inner sizes vanish, outer ones remain", points=1, about=["product_shape"])
def shape_of_a_product(student, draw):
    m, k, n = sizes(draw, 3)
    student.product_shape((m, k), (k, n)).should_be(
        (m, n),
        hint={
            (m, k): "The size k is summed away: what remains is the rows of the first and the columns of the second.",
            (k, k): "These are the inner sizes, which vanish. The outer ones remain: (m, n).",
            (n, m): "The rows come first: as many as the first matrix has.",
        },
    )
    student.product_shape((m, 1), (1, n)).should_be((m, n))


@check("A product that does not fit is refused, and the message names both sizes", points=2, about=["product_shape"])
def product_refused(student, draw):
    m, k, n, other = sizes(draw, 4)
    looked = "Compare the columns of the first with the rows of the second: no other sizes need to be equal."
    for second in ((other, n), (other, k), (m, m)):
        student.product_shape((m, k), second).should_raise(ValueError, hint=looked)
    named = "Name both sizes in the message: whoever reads it wants to know which two do not agree."
    for size in (k, other):
        student.product_shape((m, k), (other, n)).should_raise(ValueError, says=str(size), hint=named)
    for shape in ((k,), (2, k, n), ()):
        matrices = "Only a shape of two sizes belongs to a matrix: look at len(shape) before you unpack it."
        student.product_shape((m, k), shape).should_raise(ValueError, hint=matrices)
        student.product_shape(shape, (k, n)).should_raise(ValueError, hint=matrices)
    student.product_shape((m, k), (k, other)).should_be((m, other))


@check(
    "Broadcasting compares from the right, and stretches what is 1 or missing",
    points=2,
    when={
        "ValueError": "These two fit. Are they compared from the right, the last size of one with that of the other?"
    },
    about=["broadcast_shape"],
)
def broadcasting(student, draw):
    a, b, c = sizes(draw, 3)
    cases = {
        ((a, b), (b,)): (a, b),
        ((b,), (a, b)): (a, b),
        ((a, 1), (b,)): (a, b),
        ((a, 1, c), (b, 1)): (a, b, c),
        ((a, b), ()): (a, b),
        ((a, 1), (1, 1)): (a, 1),
        ((1,), (0,)): (0,),
    }
    for (first, second), expected in cases.items():
        student.broadcast_shape(first, second).should_be(
            expected,
            hint={
                expected[::-1]: "The sizes are right and stand in the wrong order: turn them round at the end.",
                (1,): "Of 1 and 0 the 0 stays: an array without numbers has none after stretching either.",
            },
        )
    student.broadcast_shape((a, b, c), (b, 1)).should_be((a, b, c))


@check("Shapes that do not fit are refused", points=1, about=["broadcast_shape"])
def broadcasting_refused(student, draw):
    a, b, c = sizes(draw, 3)
    advice = "Two sizes fit where they are equal or one of them is 1. Here neither holds, and NumPy refuses."
    for first, second in (((a, b), (a,)), ((a, b), (b, a)), ((a, b, c), (b, b)), ((a, c), (b, c))):
        student.broadcast_shape(first, second).should_raise(ValueError, hint=advice)
    student.broadcast_shape((b, c), (a, 1, 1)).should_be((a, b, c))


@check("The norm of each row, for p = 1, 2, 3 and inf", points=2, about=["row_norms"])
def norms_of_rows(student, draw):
    x = table(draw, draw.choice([3, 4]), 2)
    for p in (2, 1, 3, np.inf):
        right = np.linalg.norm(x, p, axis=1)
        columns, whole = np.linalg.norm(x, p, axis=0), np.linalg.norm(x.ravel(), p)
        signed = (x**p).sum(axis=1) if p in (1, 3) else x.max(axis=1)
        pairs = [
            (columns, "This is a norm per column: axis 0 was summed away. Rows are left when axis 1 goes."),
            (float(whole), "This is one number for the whole table: give the sum an axis."),
            (signed, "Signs cancel: take the sizes, np.abs, before anything is added or compared."),
        ]
        if p != np.inf:
            pairs += [((np.abs(x) ** p).sum(axis=1), "The root of order p is missing: (...) ** (1 / p).")]
        student.row_norms(x, p).should_be(right, hint=pairs)
    student.row_norms(x).should_be(np.linalg.norm(x, axis=1))
    student.row_norms(x, 0.5).should_raise(ValueError, hint="Below 1 a detour would be shorter than the direct way.")


@check("The cosine of each pair of rows", points=2, about=["cosines"])
def cosines_of_pairs(student, draw):
    x, y = table(draw, 3, 2), table(draw, 2, 2)
    right = np.array([[a @ b / np.sqrt(a @ a * (b @ b)) for b in y] for a in x])
    lengths = np.linalg.norm(x, axis=1), np.linalg.norm(y, axis=1)
    scaled = "Divide by the lengths of both rows: the inner product grows with them, and the cosine does not."
    student.cosines(x, y).should_be(
        right,
        hint=[
            (x @ y.T, scaled),
            (x @ y.T / lengths[0][:, None], scaled),
            (x @ y.T / lengths[1], scaled),
            (right.T, "The table is transposed: a row for each row of x, a column for each row of y."),
            (right / np.outer(*lengths), "The lengths are squared here: a root is missing, or they are divided twice."),
        ],
    )
    zero = np.vstack([x, np.zeros(2)])
    student.cosines(zero, y).should_raise(ValueError, hint="A row of zeros has no direction: refuse it.")
    student.cosines(y, zero).should_raise(ValueError, hint="A row of zeros has no direction: refuse it.")
    student.cosines(x, table(draw, 2, 3)).should_raise(ValueError)


@check("The distance of each pair of rows", points=2, about=["distances"])
def distances_of_pairs(student, draw):
    x, y = table(draw, 3, 2), table(draw, 2, 2)
    gaps = x[:, None, :] - y[None, :, :]
    right = np.sqrt((gaps**2).sum(axis=2))
    student.distances(x, y).should_be(
        right,
        hint=[
            ((gaps**2).sum(axis=2), "The root is missing: these are squares of distances."),
            (right.T, "The table is transposed: a row for each row of x, a column for each row of y."),
            (np.abs(gaps).sum(axis=2), "This is the sum of the sizes; the distance is the length of the difference."),
            (np.abs(gaps.sum(axis=2)), "Square before you add: here differences cancel each other."),
        ],
    )
    student.distances(x, table(draw, 2, 3)).should_raise(ValueError)


@check(
    "Points far from the origin keep their distance: 1e8 and 1e8 + 0.001",
    points=1,
    about=["distances"],
)
def distances_far_away(student, draw):
    gap = draw.floats(0.5, 3) / 1000
    student.distances([[1e8, 0.0]], [[1e8, gap], [1e8, 2 * gap]]).should_be(
        np.array([[gap, 2 * gap]]),
        hint="The digits are lost: |x|² + |y|² - 2 x·y subtracts numbers of the size 1e16, of which only 16 digits "
        "are kept. Subtract the points first, then square.",
    )


SURFACES = {
    "x[0] ** 2 * x[1] + x[1]": lambda a, b: a**2 * b + b,
    "x[0] * x[1] ** 3 - 2 * x[0]": lambda a, b: a * b**3 - 2 * a,
}


@check("The slope along a direction is the gradient's part in it", points=2, about=["directional"])
def slope_along(student, draw):
    text = draw.choice(sorted(SURFACES))
    at = [draw.floats(0.5, 2), draw.floats(0.5, 2)]
    along = np.array([draw.floats(-2, 2, away_from=[0]), draw.floats(-2, 2, away_from=[0])])
    slopes = np.array(oracle.finite_difference(SURFACES[text], *at))
    exact = np.array(oracle.torch_grad(SURFACES[text], *at))
    length = float(np.sqrt(along @ along))
    right = float(slopes @ along / length)
    found = student.execute(
        f"""
        slope = directional(lambda x: {text}, np.array(at), np.array(along))
        longer = directional(lambda x: {text}, np.array(at), 10 * np.array(along))
        back = directional(lambda x: {text}, np.array(at), -np.array(along))
        """,
        at=at,
        along=along,
    )
    per_length = "Scale the direction to length 1 first: the slope is per unit of length, however long the arrow is."
    hints = [
        (right * length, per_length),
        (2 * right, "The two points are 2 * step apart: divide by that."),
        (float(slopes.sum()), "The same nudge was added to every entry: move along the direction."),
        (-right, "The sign is turned: the value ahead minus the value behind."),
    ]
    found.slope.should_be(right, hint=hints, tolerance=1e-5)
    found.slope.should_be(float(exact @ along / length), hint=hints, tolerance=1e-5)
    found.longer.should_be(right, hint=per_length, tolerance=1e-5)
    found.back.should_be(-right, hint="Against the direction the slope has the other sign.", tolerance=1e-5)


@check(
    "Two calls of the function are enough, and a wrong direction is refused", points=1, rounds=2, about=["directional"]
)
def two_calls(student, draw):
    n = draw.integers(20, 60)
    found = student.execute(
        """
        calls = []
        def watched(x):
            calls.append(1)
            return float((x * factor).sum())
        slope = directional(watched, np.ones(n), np.arange(1.0, n + 1.0))
        count = len(calls)
        """,
        n=n,
        factor=(factor := draw.floats(0.5, 3, away_from=[1])),
    )
    direction = np.arange(1.0, n + 1.0)
    found.slope.should_be(factor * float(direction.sum() / np.sqrt(direction @ direction)), tolerance=1e-5)
    found.count.should_be(
        2, hint="One look ahead and one back are enough: the whole gradient would cost two calls per entry."
    )
    zero = student.execute("zero = lambda: directional(lambda x: 0.0, np.ones(2), np.zeros(2))").zero
    zero().should_raise(ValueError, hint="The zero vector is no direction: refuse it.")


def layer(x, w, g):
    """The loss sum(G * (X W' + b)) as a function of all numbers one by one, and what its gradient is made of."""
    (n, d), k = x.shape, len(w)

    def loss(*numbers):
        a, m, b = numbers[: n * d], numbers[n * d : n * d + k * d], numbers[n * d + k * d :]
        total = 0.0
        for i in range(n):
            for j in range(k):
                row = b[j]
                for column in range(d):
                    row = row + a[i * d + column] * m[j * d + column]
                total = row * g[i, j] + total
        return total

    return loss


def gradients_by(know, x, w, g):
    """dL/dX, dL/dW and dL/db by an oracle."""
    numbers = [*x.ravel(), *w.ravel(), *np.full(len(w), 0.5)]
    flat = np.array(know(layer(x, w, g), *map(float, numbers)))
    return flat[: x.size].reshape(x.shape), flat[x.size : x.size + w.size].reshape(w.shape), flat[x.size + w.size :]


@check("What comes back through a layer: to the inputs, the weights and the bias", points=3, about=["affine_gradients"])
def through_a_layer(student, draw):
    n, k, d = 3, 2, 4 if draw.simple else draw.choice([1, 4])
    x, w, g = table(draw, n, d), table(draw, k, d), table(draw, n, k)
    dx, dw, db = (student.affine_gradients(x, w, g)[place] for place in range(3))
    for know in (oracle.finite_difference, oracle.torch_grad):
        to_x, to_w, to_b = gradients_by(know, x, w, g)
        dx.should_be(to_x, hint="Y = X W': a row of G times W comes back to a row of X. Its shape is that of X.")
        dw.should_be(
            to_w,
            hint=[
                (to_w.T, "This is transposed: the gradient of W has the shape of W, a row per output."),
                (to_w / n, "Add over the examples, do not average: the upstream gradient knows of any mean already."),
                (to_w[None], "One axis too many: add over the examples."),
            ],
        )
        db.should_be(
            to_b,
            hint=[
                (g, "b is added to every row of Y, so what comes back to it is the sum of all rows."),
                (g.sum(axis=1), "This is a sum per example. b has an entry per output: add over the examples, axis 0."),
                (to_b / n, "Add over the examples, do not average."),
                (float(g.sum()), "This is one number. b has an entry per output."),
                (np.ones(k), "The upstream gradient is missing: what comes back to b is a sum of rows of G."),
            ],
        )


@check("Shapes that do not belong to one layer are refused", points=1, about=["affine_gradients"])
def layer_refused(student, draw):
    n, k, d = sizes(draw, 3)
    x, w = np.ones((n, d)), np.ones((k, d))
    fits = "Compare the shape of upstream with that of X W', (n, k), first, and say in the message which one it needs."
    for g in (np.ones((n, k + 1)), np.ones((k, n)), np.ones((1, k))):
        student.affine_gradients(x, w, g).should_raise(ValueError, says=str((n, k)), hint=fits)
    student.affine_gradients(x, np.ones((k, d + 1)), np.ones((n, k))).should_raise(ValueError)
    g = np.full((n, k), (number := draw.floats(0.5, 3, away_from=[1])))
    student.affine_gradients(x, w, g)[2].should_be(np.full(k, n * number))


def rows_of_length_one(x, g):
    """sum(G * X with rows of length 1) as a function of all numbers of X one by one."""
    n, d = x.shape

    def loss(*numbers):
        total = 0.0
        for i in range(n):
            row = numbers[i * d : (i + 1) * d]
            squares = row[0] * row[0]
            for entry in row[1:]:
                squares = entry * entry + squares
            for j in range(d):
                total = row[j] / squares**0.5 * g[i, j] + total
        return total

    return loss


@check("What comes back through rows that are scaled to length 1", points=3, about=["unit_rows_gradient"])
def through_unit_rows(student, draw):
    n, d = 3, 2 if draw.simple else draw.choice([3, 4])
    x, g = table(draw, n, d), table(draw, n, d)
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    units = x / lengths
    along = (g * units).sum(axis=1, keepdims=True) * units
    found = student.unit_rows_gradient(x, g)
    for know in (oracle.finite_difference, oracle.torch_grad):
        right = np.array(know(rows_of_length_one(x, g), *map(float, x.ravel()))).reshape(x.shape)
        found.should_be(
            right,
            hint=[
                (
                    g / lengths,
                    "The length of a row depends on the row too: it does not stand still when an entry moves.",
                ),
                (
                    g - along,
                    "A nudge of a long row turns it less than the same nudge of a short one: by what is missing?",
                ),
                ((g + along) / lengths, "Make a row longer in its own direction: its scaled row does not move at all."),
                ((g - (g * units).sum() * units) / lengths, "A row moves its own scaled row alone: add per row."),
            ],
        )


@check("Rows without a direction and shapes that differ are refused", points=1, about=["unit_rows_gradient"])
def unit_rows_refused(student, draw):
    long, turning, kept = (draw.floats(0.5, 3) for _ in range(3))
    student.unit_rows_gradient([[long, 0.0]], [[kept, turning]]).should_be(np.array([[0.0, turning / long]]))
    x, zero = table(draw, 3, 2), "A row of zeros has no direction: refuse it, or NumPy divides by zero and goes on."
    g = np.ones((3, 2))
    student.unit_rows_gradient(np.vstack([x[:2], np.zeros(2)]), g).should_raise(ValueError, hint=zero)
    stretched = "The result has a number for each entry of x, and so has upstream: compare the shapes first."
    for other in (np.ones((1, 2)), np.ones((3, 1)), np.ones((4, 2))):
        student.unit_rows_gradient(x, other).should_raise(ValueError, hint=stretched)


def gradients_of_layers(layers, upstream):
    """d/dx of upstream · (... W2 W1 x), by both oracles."""

    def loss(*values):
        for w in layers:
            values = [sum(x * w[i, j] for j, x in enumerate(values)) for i in range(len(w))]
        return sum(value * factor for value, factor in zip(values, upstream, strict=True))

    at = np.linspace(0.5, 1.5, layers[0].shape[1])
    return [np.array(know(loss, *map(float, at))) for know in (oracle.finite_difference, oracle.torch_grad)]


@check(
    "What comes back through several layers, whatever their matrices are",
    points=2,
    about=["back_through"],
    when={"ValueError": "With square matrices there is no error. With a layer of 3 inputs and 2 outputs there is one."},
)
def back_through_layers(student, draw):
    a, b, c, far, near = (draw.floats(0.5, 3, away_from=[1]) for _ in range(5))
    upstream = np.array([far, -near])
    even, other = np.array([[a, b], [b, c]]), np.array([[c, a], [a, b]])
    turn, wide = np.array([[0.0, -a], [a, 0.0]]), table(draw, 2, 3)
    student.back_through([even], upstream).should_be(upstream @ even)
    swapped = "One layer is right. Two give what the same two would give, if they acted in the other order."
    student.back_through([even, other], upstream).should_be(
        upstream @ other @ even, hint=[(upstream @ even @ other, swapped)]
    )
    symptom = (
        "With [[2, 1], [1, 3]] it is right, and with [[5, 4], [4, 1]], and with both in a row. With [[0, -1], [1, 0]], "
        "a turn by 90 degrees, the sign is wrong. What do the first two have in common that the turn does not have?"
    )
    for layers in ([turn], [turn, even], [wide, even], [wide, turn, other]):
        for right in gradients_of_layers(layers, upstream):
            student.back_through(layers, upstream).should_be(right, hint=[(-right, symptom)])
