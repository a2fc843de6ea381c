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
        svg.formula((8, 66), f"dL/dw = {upstream} · {number(to_w)}", size=15, anchor="start", fill=AMBER),
        svg.formula((8, 87), f"= {number(w.grad)}", size=17, anchor="start", fill=AMBER, bold=True),
        *_lane((6, 142), 134, f"x = {number(x.data)}"),
        svg.formula((8, 168), f"dL/dx = {upstream} · {number(to_x)}", size=15, anchor="start", fill=AMBER),
        svg.formula((8, 189), f"= {number(x.grad)}", size=17, anchor="start", fill=AMBER, bold=True),
        *_lane((286, 414), 84, f"p = {number(p.data)}"),
        svg.formula((350, 119), f"dL/dp = {number(p.grad)}", size=17, fill=AMBER, bold=True),
        svg.text((350, 140), "upstream", size=14, fill=QUIET),
        svg.text((350, 157), "gradient", size=14, fill=QUIET),
        svg.formula((WIDTH / 2, 232), "dL/dw = dL/dp · ∂p/∂w", size=20),
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
    places = {w: (30, 54), x: (30, 148), p: (116, 101), b: (116, 189), q: (204, 101), y: (204, 189)}
    places |= {e: (290, 145), loss: (390, 145)}
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
        lower[value] = Node((left, top + below), f"dL/d{names[value]}", grad=number(value.grad), width=58)
        parts += [upper[value].draw(), lower[value].draw()]
    for child in places:
        for parent, local in zip(child.parents, child.local_derivatives, strict=True):
            parts.append(connect(upper[parent], upper[child], stroke=BLUE))
            parts.append(connect(lower[child], lower[parent], stroke=AMBER))
            x_middle, y_middle = halfway(lower[child], lower[parent])
            parts.append(svg.text((x_middle, y_middle - 9), f"× {number(local)}", size=14))
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
    """The way back of lecture 3's receipt: the error has two uses and is given two gifts, whose sum is its gradient."""
    w, b = Value(2.0, "w"), Value(1.0, "b")
    p = w * 3.0
    q = p + b
    e = q - 9.0
    loss = e * e
    loss.backward()
    first, second = loss.local_derivatives
    kept = second / e.grad  # the share of e's gradient that overwriting keeps
    row = {w: (30, "w"), p: (108, "p"), q: (186, "q"), e: (264, "e"), loss: (388, "L")}
    nodes = {value: Node((left, 62), name, grad=number(value.grad), width=56) for value, (left, name) in row.items()}
    parts = [node.draw() for node in nodes.values()]
    for child, parent, local in ((e, q, e.local_derivatives[0]), (q, p, 1.0), (p, w, p.local_derivatives[0])):
        parts.append(connect(nodes[child], nodes[parent], stroke=AMBER, width=2.2))
        parts.append(svg.text((halfway(nodes[child], nodes[parent])[0], 52), f"×{number(local)}", size=14))
    for gift, at in ((first, -11), (second, 11)):
        parts.append(svg.arrow((358, 62 + at), (294, 62 + at), stroke=AMBER, width=2.2))
        parts.append(svg.text((327, 62 + at + at * 2 + 6), f"+= {number(gift)}", size=17, fill=AMBER, bold=True))
    gifts = f"{number(first)} + ({number(second)})"
    parts += [
        svg.formula((WIDTH / 2, 134), f"added: dL/de = {gifts} = {number(e.grad)}, dL/dw = {number(w.grad)}", size=17),
        svg.formula(
            (WIDTH / 2, 162),
            f"overwritten: dL/de = {number(second)}, dL/dw = {number(w.grad * kept)}",
            size=17,
            fill=RED,
        ),
    ]
    description = (
        f"The way back of the receipt. From L two arrows lead to e, one for each place in e · e, and each brings "
        f"{number(first)}. Their sum, {number(e.grad)}, goes on to q and p, and times {number(p.local_derivatives[0])} "
        f"to w: {number(w.grad)}. Overwriting would leave {number(second)} in e, and {number(w.grad * kept)} in w."
    )
    return svg.picture(WIDTH, 174, *parts, title="Gradients accumulate", description=description, scale=SCALE)


def topological_order() -> Svg:
    """Lecture 4's shortcut laid out in a row so that every edge points to the right; of its leaves only w is shown."""
    w = Value(2.0)
    p = w * 3.0
    q = p + 1.0
    e = q - 9.0
    square = e * e
    loss = e + square
    names = {w: ("w", ""), p: ("p", "w x"), q: ("q", "p + b"), e: ("e", "q − y")}
    names |= {square: ("square", "e · e"), loss: ("L", "e + square")}
    order = [value for value in in_topological_order(loss) if value in names]
    place = {value: at for at, value in enumerate(order)}
    middles = dict(zip(order, (26, 90, 158, 226, 299, 374), strict=True))
    nodes = {value: Node((middles[value], 96), names[value][0], width=44) for value in order}
    nodes[square] = Node((middles[square], 96), "square", width=64)
    parts = []
    for value, node in nodes.items():
        parts += [node.draw(), svg.formula((node.at[0], 132), names[value][1], size=14)]
        parts.append(svg.text((node.at[0], 161), str(place[value] + 1), size=16, fill=QUIET, bold=True))
    for child in order:
        for parent in dict.fromkeys(child.parents):
            if place.get(parent, -9) == place[child] - 1:
                parts.append(connect(nodes[parent], nodes[child]))
    parts.append(bow((middles[e] + 7, 81), (middles[square] - 9, 80), rise=26))
    parts.append(bow((middles[e] - 7, 81), (middles[loss], 80), rise=68))
    parts += [
        svg.arrow((10, 182), (410, 182), stroke=BLUE, width=2),
        svg.text((10, 202), "forward: parents first", anchor="start", size=15, fill=BLUE, bold=True),
        svg.arrow((410, 222), (10, 222), stroke=AMBER, width=2),
        svg.text((410, 242), "backward: the same order from its end", anchor="end", size=15, fill=AMBER, bold=True),
    ]
    listed = ", ".join(names[value][0] for value in order)
    description = (
        "The nodes of the shortcut graph, L = e + square with square = e · e, stand in a row so that every edge points "
        f"to the right. The order is {listed}. The forward pass goes through it from left to right, the backward pass "
        "from right to left, so that a node has its whole gradient before it passes it on."
    )
    return svg.picture(WIDTH, 252, *parts, title="A topological order", description=description, scale=SCALE)
