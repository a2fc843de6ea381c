"""Lectures 3 and 4: the chain rule on computational graphs. Every number is computed by `chainrule.autograd`."""

from chainrule import svg
from chainrule.autograd.value import Value
from chainrule.autograd.value import topological_order as in_topological_order
from chainrule.figures.graph import Node, bow, connect, halfway
from chainrule.svg import AMBER, BLUE, QUIET, RED, Svg, number

WIDTH = 420  # units; with lettering of 14 units and more, a picture can be read on a telephone
SCALE = 1.4


def chain_rule() -> Svg:
    """A product somewhere in a graph: the upstream gradient times each local derivative."""
    x, y = Value(2.0), Value(-3.0)
    z = x * y
    z.backward(5.0)
    to_x, to_y = z.local_derivatives
    parts = [
        svg.box((214, 96), 138, 176),
        svg.formula((214, 46), "z = x y", size=20),
        svg.text((214, 92), "local derivatives", size=14, fill=QUIET),
        svg.formula((214, 122), f"∂z/∂x = y = {number(to_x)}", size=17),
        svg.formula((214, 152), f"∂z/∂y = x = {number(to_y)}", size=17),
        *_lane((6, 142), 32, f"x = {number(x.data)}"),
        svg.formula((8, 66), f"∂L/∂x = {number(z.grad)} · ({number(to_x)})", anchor="start", fill=AMBER),
        svg.formula((8, 87), f"= {number(x.grad)}", size=17, anchor="start", fill=AMBER, bold=True),
        *_lane((6, 142), 134, f"y = {number(y.data)}"),
        svg.formula((8, 168), f"∂L/∂y = {number(z.grad)} · {number(to_y)}", anchor="start", fill=AMBER),
        svg.formula((8, 189), f"= {number(y.grad)}", size=17, anchor="start", fill=AMBER, bold=True),
        *_lane((286, 414), 84, f"z = {number(z.data)}"),
        svg.formula((350, 119), f"∂L/∂z = {number(z.grad)}", size=17, fill=AMBER, bold=True),
        svg.text((350, 140), "upstream", size=14, fill=QUIET),
        svg.text((350, 157), "gradient", size=14, fill=QUIET),
        svg.formula((WIDTH / 2, 232), "∂L/∂x = ∂L/∂z · ∂z/∂x", size=20),
        svg.text((WIDTH / 2, 257), "passed on = upstream gradient × local derivative", size=14, fill=QUIET),
    ]
    description = (
        f"The node z = x y, with x = {number(x.data)} and y = {number(y.data)}, computes z = {number(z.data)}. "
        f"From the right comes the upstream gradient dL/dz = {number(z.grad)}. "
        f"To x it passes {number(z.grad)} times the local derivative {number(to_x)}, which is {number(x.grad)}; "
        f"to y it passes {number(z.grad)} times {number(to_y)}, which is {number(y.grad)}."
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
    """L = (w x + b)**2, forward and then backward."""
    w, x, b = Value(2.0, "w"), Value(3.0, "x"), Value(-1.0, "b")
    u = w * x
    v = u + b
    loss = v**2
    loss.backward()
    places = {w: (32, 54), x: (32, 148), u: (140, 101), b: (140, 189), v: (266, 145), loss: (386, 145)}
    values = {w: "w", x: "x", u: "u = w x", b: "b", v: "v = u + b", loss: "L = v²"}
    gradients = {w: "∂L/∂w", x: "∂L/∂x", u: "∂L/∂u", b: "∂L/∂b", v: "∂L/∂v", loss: "∂L/∂L"}
    widths = {u: 78, v: 86, loss: 62}
    below = 226
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
    upper, lower = {}, {}
    for value, (left, top) in places.items():
        width = widths.get(value, 60)
        upper[value] = Node((left, top), values[value], data=number(value.data), width=width)
        lower[value] = Node((left, top + below), gradients[value], grad=number(value.grad), width=width)
        parts += [upper[value].draw(), lower[value].draw()]
    for child in places:
        for parent, local in zip(child.parents, child.local_derivatives, strict=True):
            parts.append(connect(upper[parent], upper[child], stroke=BLUE))
            parts.append(connect(lower[child], lower[parent], stroke=AMBER))
            x_middle, y_middle = halfway(lower[child], lower[parent])
            parts.append(svg.text((x_middle + 3, y_middle - 9), f"× {number(local)}", size=14))
    description = (
        f"L = (w x + b) squared at w = {number(w.data)}, x = {number(x.data)}, b = {number(b.data)}. "
        f"Forward: u = w x = {number(u.data)}, v = u + b = {number(v.data)}, L = {number(loss.data)}. "
        f"Backward, each edge multiplies by its local derivative: from 1 at L "
        f"to {number(v.grad)} at v and u, {number(w.grad)} at w, {number(x.grad)} at x and {number(b.grad)} at b."
    )
    return svg.picture(
        WIDTH, below + 216, *parts, title="Forward pass and backward pass", description=description, scale=SCALE
    )


def accumulation() -> Svg:
    """A value with two uses receives a gradient from each of them, and their sum is its gradient."""
    a = Value(3.0)
    u, v = a**2, 4 * a
    loss = u + v
    loss.backward()
    passed = {
        child: local * child.grad
        for child in reversed(in_topological_order(loss))
        for parent, local in zip(child.parents, child.local_derivatives, strict=True)
        if parent is a
    }
    latest = list(passed.values())[-1]
    nodes = {
        a: Node((42, 110), "a", number(a.data), f"grad {number(a.grad)}", width=80),
        u: Node((238, 46), "u = a²", number(u.data), f"grad {number(u.grad)}", width=84),
        v: Node((238, 174), "v = 4 a", number(v.data), f"grad {number(v.grad)}", width=84),
        loss: Node((374, 110), "L = u + v", number(loss.data), f"grad {number(loss.grad)}", width=86),
    }
    parts = [node.draw() for node in nodes.values()]
    parts += [connect(nodes[child], nodes[a], stroke=AMBER, width=2.2) for child in (u, v)]
    parts += [connect(nodes[loss], nodes[child], stroke=AMBER, width=2.2) for child in (u, v)]
    parts += [
        svg.text((128, 54), f"+= {number(passed[u])}", size=17, fill=AMBER, bold=True),
        svg.text((128, 178), f"+= {number(passed[v])}", size=17, fill=AMBER, bold=True),
        svg.formula((WIDTH / 2, 246), f"∂L/∂a = {number(passed[u])} + {number(passed[v])} = {number(a.grad)}", size=20),
        svg.text(
            (WIDTH / 2, 272), f"Overwriting would leave {number(latest)}: the last path alone.", size=14, fill=RED
        ),
    ]
    description = (
        f"L = a squared + 4 a at a = {number(a.data)}: a is used by u = a squared and by v = 4 a. From u it receives "
        f"{number(passed[u])}, from v {number(passed[v])}; its gradient is the sum, {number(a.grad)}. "
        f"Overwriting instead of adding would leave {number(latest)}."
    )
    return svg.picture(WIDTH, 282, *parts, title="Gradients accumulate", description=description, scale=SCALE)


def topological_order() -> Svg:
    """A graph laid out in a row so that every edge points to the right."""
    a, b = Value(2.0), Value(-3.0)
    d = a * b
    e = d + a
    loss = e * d
    names = {a: ("a", ""), b: ("b", ""), d: ("d", "= a b"), e: ("e", "= d + a"), loss: ("L", "= e d")}
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
        "The nodes of d = a b, e = d + a, L = e d stand in a row so that every edge points to the right. The order is "
        f"{listed}. The forward pass goes through it from left to right, the backward pass from right to left, so that "
        "a node has its whole gradient before it passes it on."
    )
    return svg.picture(WIDTH, 252, *parts, title="A topological order", description=description, scale=SCALE)
