"""A picture of a computational graph: every node with its data and its gradient, and the operations between them."""

import math
from dataclasses import dataclass

from chainrule import svg
from chainrule.autograd.graph_layout import Layout, layered
from chainrule.autograd.value import Value, topological_order

MOST_NODES, MOST_EDGES = 200, 400  # beyond that nobody can read the picture

LABEL_SIZE = 16
SIZE = 15  # of the other lettering; all other lengths are in the same units
LINE_HEIGHT = 21
PADDING = 10
SIGN = 26  # height of the sign of an operation
LINK = 10  # from a sign to the box of its result
BETWEEN_LAYERS = 46
BETWEEN_NODES = 14
MARGIN = 6
LONGEST_LABEL = 24  # characters

SYMBOLS = {"*": "×", "-": "−", "neg": "−", "/": "÷"}
ORDERED = {"−", "÷", "**"}  # operations that are another thing with their operands exchanged


@dataclass(frozen=True)
class Card:
    """What is written for one node, and how large it is."""

    label: str
    data: str
    grad: str
    sign: str
    inputs: int

    @property
    def width(self) -> float:
        number = max(svg.text_width(number, SIZE, bold=True) for number in (self.data, self.grad))
        return max(svg.text_width(self.label, LABEL_SIZE), svg.text_width("grad", SIZE) + 4 + number) + 2 * PADDING

    @property
    def height(self) -> float:
        return (3 if self.label else 2) * LINE_HEIGHT + PADDING

    @property
    def room(self) -> float:
        """The height that the box and its sign take together."""
        return max(self.height, self.sign_height)

    @property
    def sign_width(self) -> float:
        return max(SIGN, svg.text_width(self.sign, SIZE) + 14) if self.sign else 0

    @property
    def sign_height(self) -> float:
        return max(SIGN, 6 * (self.inputs + 1)) if self.sign else 0


@dataclass(frozen=True)
class Column:
    """From where to where a layer reaches: the signs end at `sign`, the boxes start at `box`."""

    left: float
    sign: float
    box: float
    right: float


def draw(value: Value) -> svg.Svg:
    """The graph of everything that `value` was made of, from left to right, as the text of an SVG picture.

    A box is a Value with its label, data and gradient; a round sign in front of it is the operation that it came
    from. The lines that arrive at −, ÷ and ** come in the order of the operands, the first on top. A node that is
    used several times is drawn once. The same graph gives the same text. A notebook shows the picture; to keep it,
    write the text to a file.

    Raises TypeError for anything but a Value, and ValueError for a graph of more than 200 nodes or 400 edges.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> draw(a * b).startswith("<svg")
    True
    """
    if not isinstance(value, Value):
        raise TypeError(f"draw needs a Value, not {type(value).__name__}")
    nodes = topological_order(value)
    edges = sum(len(node.parents) for node in nodes)
    if len(nodes) > MOST_NODES or edges > MOST_EDGES:
        raise ValueError(
            f"this graph has {len(nodes):,} nodes and {edges:,} edges; a picture holds {MOST_NODES} and {MOST_EDGES} "
            "at most: draw a part of it, for example the output of one neuron"
        )
    at = {node: index for index, node in enumerate(nodes)}
    cards = [_card(node) for node in nodes]
    layout = layered(
        [[at[parent] for parent in node.parents] for node in nodes],
        [card.room for card in cards],
        gap=BETWEEN_NODES,
        bend=2,
    )
    heights = [y + MARGIN for y in layout.y]
    columns = _columns(cards, layout.layer)
    boxes = [_node(card, columns[layout.layer[index]], heights[index]) for index, card in enumerate(cards)]
    return svg.picture(
        columns[-1].right + MARGIN,
        max(heights[index] + card.room / 2 for index, card in enumerate(cards)) + MARGIN,
        *_edges(cards, layout, columns, heights),
        *boxes,
        title=f"The computational graph of {_short(value.label) or 'a value'}",
        description=_description(nodes),
    )


def _card(node: Value) -> Card:
    sign = SYMBOLS.get(node.operation, _short(node.operation))
    return Card(_short(node.label), svg.number(node.data), svg.number(node.grad), sign, len(node.parents))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1] + "…"


def _columns(cards: list[Card], layers: list[int]) -> list[Column]:
    """Where each layer stands: as wide as its widest sign and its widest box."""
    columns = []
    left = float(MARGIN)
    for layer in range(max(layers) + 1):
        members = [card for index, card in enumerate(cards) if layers[index] == layer]
        sign = left + max(card.sign_width for card in members)
        box = sign + (LINK if sign > left else 0)
        columns.append(Column(left, sign, box, box + max(card.width for card in members)))
        left = columns[-1].right + BETWEEN_LAYERS
    return columns


def _node(card: Card, column: Column, y: float) -> str:
    """The box of a node, and the sign of its operation in front of it."""
    width = column.right - column.box
    left, right = column.box + PADDING, column.right - PADDING
    parts = [svg.box((column.box + width / 2, y), width, card.height)]
    baseline = y - card.height / 2 + PADDING / 2 + LINE_HEIGHT - 5.5
    if card.label:
        parts.append(svg.formula((column.box + width / 2, baseline), card.label, size=LABEL_SIZE))
        baseline += LINE_HEIGHT
    for word, number, colour in (("data", card.data, svg.BLUE), ("grad", card.grad, svg.AMBER)):
        parts.append(svg.text((left, baseline), word, size=SIZE - 2, anchor="start", fill=svg.QUIET))
        parts.append(svg.text((right, baseline), number, size=SIZE, anchor="end", fill=colour, bold=True))
        baseline += LINE_HEIGHT
    if card.sign:
        centre = (column.sign - card.sign_width / 2, y)
        parts.append(svg.line([(column.sign, y), (column.box, y)]))
        parts.append(svg.box(centre, card.sign_width, card.sign_height, radius=SIGN / 2))
        parts.append(svg.text((centre[0], y + 5), card.sign, size=SIZE))
    return svg.element("g", "".join(parts))


def _edges(cards: list[Card], layout: Layout, columns: list[Column], heights: list[float]) -> list[str]:
    """A line with an arrow for every use of a node; those that arrive at one sign do so side by side."""
    arriving: dict[int, list[tuple[int, ...]]] = {}
    for path in layout.paths:
        arriving.setdefault(path[-1], []).append(path)
    parts = []
    for child, paths in arriving.items():
        card, radius = cards[child], cards[child].sign_height / 2
        if card.sign not in ORDERED:
            paths.sort(key=lambda path: heights[path[-2]])
        for number, path in enumerate(paths):
            down = radius * (2 * (number + 1) / (len(paths) + 1) - 1)  # evenly from the top of the sign to its bottom
            left = columns[layout.layer[child]].sign - card.sign_width
            tip = (left + _inset(down, radius), heights[child] + down)
            points = [(columns[layout.layer[path[0]]].right, heights[path[0]])]
            for bend in path[1:-1]:
                column = columns[layout.layer[bend]]
                points += [(column.left, heights[bend]), (column.right, heights[bend])]
            parts.append(svg.curve([*points, (tip[0] - 6, tip[1])]) + svg.arrow_head(tip, (1.0, 0.0), size=7))
    return parts


def _inset(down: float, half: float) -> float:
    """How far the left side of a sign, `half` of it above its middle, is rounded away at the height `down`."""
    radius = SIGN / 2
    into_corner = max(0.0, abs(down) - (half - radius))
    return radius - math.sqrt(radius**2 - into_corner**2)


def _description(nodes: list[Value]) -> str:
    """The graph in words, in the order of the forward pass."""
    names = {node: _short(node.label) or f"node {number}" for number, node in enumerate(nodes, start=1)}
    sentences = []
    for node in nodes:
        made = (
            f" = {_short(node.operation)}({', '.join(names[parent] for parent in node.parents)})"
            if node.parents
            else ""
        )
        sentences.append(f"{names[node]}{made}: data {svg.number(node.data)}, gradient {svg.number(node.grad)}.")
    return " ".join(sentences)
