"""Lectures 3 and 4: the chain rule on computational graphs. Every number is computed by `chainrule.autograd`."""

from chainrule import svg
from chainrule.autograd.value import Value
from chainrule.autograd.value import topological_order as in_topological_order
from chainrule.figures.graph import Node, bow, connect, halfway
from chainrule.svg import AMBER, BLUE, QUIET, RED, Svg, number

WIDTH = 420  # units; with lettering of 14 units and more, a picture can be read on a telephone
SCALE = 1.4


def chain_rule() -> Svg:
    """The product of lecture 3's receipt on its own: the upstream gradient times each local derivative."""
    w, x = Value(2.0), Value(3.0)
    p = w * x
    p.backward(-4.0)
    to_w, to_x = p.local_derivatives
    upstream = f"({number(p.grad)})"
    parts = [
        svg.box((214, 96), 138, 176),
        svg.formula((214, 46), "p = w x", size=20),
        svg.text((214, 92), "local derivatives", size=14, fill=QUIET),
        svg.formula((214, 122), f"∂p/∂w = x = {number(to_w)}", size=17),
        svg.formula((214, 152), f"∂p/∂x = w = {number(to_x)}", size=17),
        *_lane((6, 142), 32, f"w = {number(w.data)}"),
        svg.formula((8, 66), f"∂L/∂w = {upstream} · {number(to_w)}", anchor="start", fill=AMBER),
        svg.formula((8, 87), f"= {number(w.grad)}", size=17, anchor="start", fill=AMBER, bold=True),
        *_lane((6, 142), 134, f"x = {number(x.data)}"),
        svg.formula((8, 168), f"∂L/∂x = {upstream} · {number(to_x)}", anchor="start", fill=AMBER),
        svg.formula((8, 189), f"= {number(x.grad)}", size=17, anchor="start", fill=AMBER, bold=True),
        *_lane((286, 414), 84, f"p = {number(p.data)}"),
        svg.formula((350, 119), f"∂L/∂p = {number(p.grad)}", size=17, fill=AMBER, bold=True),
        svg.text((350, 140), "upstream", size=14, fill=QUIET),
        svg.text((350, 157), "gradient", size=14, fill=QUIET),
        svg.formula((WIDTH / 2, 232), "∂L/∂w = ∂L/∂p · ∂p/∂w", size=20),
        svg.text((WIDTH / 2, 257), "passed on = upstream gradient × local derivative", size=14, fill=QUIET),
    ]
    description = (
        f"The node p = w x, with w = {number(w.data)} and x = {number(x.data)}, computes p = {number(p.data)}. "
        f"From the right comes the upstream gradient dL/dp = {number(p.grad)}. "
        f"To w it passes {number(p.grad)} times the local derivative {number(to_w)}, which is {number(w.grad)}; "
        f"to x it passes {number(p.grad)} times {number(to_x)}, which is {number(x.grad)}."
    )
    return svg.picture(WIDTH, 266, *parts, title="The chain rule at one node", description=description, scale=SCALE)


def _lane(reach: tuple[float, float], y: float, data: str) -> list[str]:
    """An edge in both directions: data to the right above, the gradient to the left below."""
    left, right = reach
    return [
        svg.formula(((left + right) / 2, y - 8), data, size=17, fill=BLUE, bold=True),
        svg.arrow((left, y), (right, y), stroke=BLUE, width=2),
        svg.arrow((right, y + 13), (left, y + 13), stroke=AMBER, width=2),
    ]


def forward_backward() -> Svg:
    """The loss of lecture 3's receipt, forward and then backward."""
    w, x, b, y = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b"), Value(9.0, "y")
    p = w * x
    q = p + b
    e = q - y
    loss = e**2
    loss.backward()
    places = {w: (30, 54), x: (30, 148), p: (118, 101), b: (118, 189), q: (208, 101), y: (208, 189)}
    places |= {e: (298, 145), loss: (390, 145)}
    names = dict(zip(places, "wxpbqyeL", strict=True))
    below = 248
    parts = [
        svg.text((1, 16), "Forward: each node computes its value", anchor="start", size=15, fill=BLUE, bold=True),
        svg.text(
            (1, below + 16),
            "Backward: each node passes its gradient on",
            anchor="start",
            size=15,
            fill=AMBER,
            bold=True,
        ),
    ]
    parts.append(svg.formula((WIDTH / 2, 238), "p = w x,   q = p + b,   e = q − y,   L = e²", size=17))
    upper, lower = {}, {}
    for value, (left, top) in places.items():
        upper[value] = Node((left, top), names[value], data=number(value.data), width=58)
        lower[value] = Node((left, top + below), f"∂L/∂{names[value]}", grad=number(value.grad), width=58)
        parts += [upper[value].draw(), lower[value].draw()]
    for child in places:
        for parent, local in zip(child.parents, child.local_derivatives, strict=True):
            parts.append(connect(upper[parent], upper[child], stroke=BLUE))
            parts.append(connect(lower[child], lower[parent], stroke=AMBER))
            x_middle, y_middle = halfway(lower[child], lower[parent])
            parts.append(svg.text((x_middle + 3, y_middle - 9), f"× {number(local)}", size=14))
    description = (
        f"L = (w x + b - y) squared at w = {number(w.data)}, x = {number(x.data)}, b = {number(b.data)} and "
        f"y = {number(y.data)}. Forward: p = w x = {number(p.data)}, q = p + b = {number(q.data)}, "
        f"e = q - y = {number(e.data)}, L = {number(loss.data)}. Backward, each edge multiplies by its local "
        f"derivative: from 1 at L to {number(e.grad)} at e, q and p, {number(y.grad)} at y, {number(b.grad)} at b, "
        f"{number(w.grad)} at w and {number(x.grad)} at x."
    )
    return svg.picture(
        WIDTH, below + 216, *parts, title="Forward pass and backward pass", description=description, scale=SCALE
    )


def accumulation() -> Svg:
    """A value with two uses receives a gradient from each of them, and their sum is its gradient."""
    a = Value(3.0)
    square, product = a**2, 4 * a
    loss = square + product
    loss.backward()
    passed = {
        child: local * child.grad
        for child in in_topological_order(loss)
        for parent, local in zip(child.parents, child.local_derivatives, strict=True)
        if parent is a
    }
    nodes = {
        a: Node((42, 110), "a", number(a.data), f"grad {number(a.grad)}", width=80),
        square: Node((238, 46), "a²", number(square.data), f"grad {number(square.grad)}", width=84),
        product: Node((238, 174), "4 a", number(product.data), f"grad {number(product.grad)}", width=84),
        loss: Node((374, 110), "L", number(loss.data), f"grad {number(loss.grad)}", width=86),
    }
    from_square, from_product = number(passed[square]), number(passed[product])
    parts = [node.draw() for node in nodes.values()]
    parts += [connect(nodes[child], nodes[a], stroke=AMBER, width=2.2) for child in (square, product)]
    parts += [connect(nodes[loss], nodes[child], stroke=AMBER, width=2.2) for child in (square, product)]
    parts += [
        svg.text((128, 54), f"+= {from_square}", size=17, fill=AMBER, bold=True),
        svg.text((128, 178), f"+= {from_product}", size=17, fill=AMBER, bold=True),
        svg.formula((WIDTH / 2, 246), f"∂L/∂a = {from_square} + {from_product} = {number(a.grad)}", size=20),
        svg.text(
            (WIDTH / 2, 272),
            f"Overwriting would leave {from_square} or {from_product}: whichever comes last.",
            size=14,
            fill=RED,
        ),
    ]
    description = (
        f"L = a squared + 4 a at a = {number(a.data)}: a is used by the square and by the product. From the square it "
        f"receives {from_square}, from the product {from_product}; its gradient is the sum, {number(a.grad)}. "
        f"Overwriting instead of adding would leave {from_square} or {from_product}, whichever comes last: both may "
        "have their turns in either order."
    )
    return svg.picture(WIDTH, 282, *parts, title="Gradients accumulate", description=description, scale=SCALE)


def topological_order() -> Svg:
    """A graph laid out in a row so that every edge points to the right."""
    a, b = Value(2.0), Value(-3.0)
    m = a * b
    r = m + a
    loss = r * m
    names = {a: ("a", ""), b: ("b", ""), m: ("m", "= a b"), r: ("r", "= m + a"), loss: ("L", "= r m")}
    order = in_topological_order(loss)
    place = {value: at for at, value in enumerate(order)}
    nodes = {value: Node((34 + 88 * at, 96), names[value][0], width=48) for value, at in place.items()}
    parts = []
    for value, node in nodes.items():
        parts += [node.draw(), svg.formula((node.at[0], 132), names[value][1], size=15)]
        parts.append(svg.text((node.at[0], 161), str(place[value] + 1), size=16, fill=QUIET, bold=True))
        for parent in value.parents:
            steps = place[value] - place[parent]
            if steps == 1:
                parts.append(connect(nodes[parent], node))
            else:
                parts.append(bow((nodes[parent].at[0] + 7, 81), (node.at[0] - 7, 80), rise=42 * steps - 16))
    parts += [
        svg.arrow((10, 182), (410, 182), stroke=BLUE, width=2),
        svg.text((10, 202), "forward: parents first", anchor="start", size=15, fill=BLUE, bold=True),
        svg.arrow((410, 222), (10, 222), stroke=AMBER, width=2),
        svg.text((410, 242), "backward: the same order from its end", anchor="end", size=15, fill=AMBER, bold=True),
    ]
    listed = ", ".join(names[value][0] for value in order)
    description = (
        "The nodes of m = a b, r = m + a, L = r m stand in a row so that every edge points to the right. The order is "
        f"{listed}. The forward pass goes through it from left to right, the backward pass from right to left, so that "
        "a node has its whole gradient before it passes it on."
    )
    return svg.picture(WIDTH, 252, *parts, title="A topological order", description=description, scale=SCALE)
