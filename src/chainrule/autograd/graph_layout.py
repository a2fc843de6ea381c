"""Where the nodes of a graph go in a drawing: in layers from left to right, with few crossings and calm lines.

The method is that of K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system
structures", IEEE Transactions on Systems, Man, and Cybernetics 11 (1981): layers, then an order in every layer, then
heights. A node is an integer; an edge that passes over layers gets a node of its own in each of them, its bends.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Layout:
    """`layer[i]` counts from the left and `y[i]` from the top; a path lists the nodes and bends that an edge visits."""

    layer: list[int]
    y: list[float]
    paths: list[tuple[int, ...]]


def layered(parents: Sequence[Sequence[int]], heights: Sequence[float], *, gap: float, bend: float) -> Layout:
    """Lay out a graph in which node i has the edges parents[i] -> i, all from smaller numbers to larger.

    `heights` are those of the nodes and `gap` the room between two of them; a bend takes the height `bend`.
    Equal input gives equal output. The paths come in the order of the parents, node by node.
    """
    layer = _layers(parents)
    size = list(heights)
    paths: list[tuple[int, ...]] = []
    for child, its_parents in enumerate(parents):
        for parent in its_parents:
            bends = range(len(layer), len(layer) + layer[child] - layer[parent] - 1)
            layer += range(layer[parent] + 1, layer[child])
            size += [bend] * len(bends)
            paths.append((parent, *bends, child))
    edges = [edge for path in paths for edge in pairwise(path)]
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    for start, end in edges:
        before[end].append(start)
        after[start].append(end)
    rows = _order(layer, before, after)
    return Layout(layer, _heights(rows, size, gap, before, after), paths)


def _layers(parents: Sequence[Sequence[int]]) -> list[int]:
    """A node stands one layer right of its last parent; then leaves move right, up to the first node that they feed."""
    layer: list[int] = []
    for its_parents in parents:
        layer.append(1 + max((layer[parent] for parent in its_parents), default=-1))
    nearest = [len(parents)] * len(parents)
    for child, its_parents in enumerate(parents):
        for parent in its_parents:
            nearest[parent] = min(nearest[parent], layer[child] - 1)
    return [
        nearest[node] if not its_parents and nearest[node] < len(parents) else layer[node]
        for node, its_parents in enumerate(parents)
    ]


def _order(layer: list[int], before: list[list[int]], after: list[list[int]]) -> list[list[int]]:
    """The nodes of each layer from top to bottom: sort by the mean place of the neighbours, swap, keep the best."""
    rows: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for node in _depth_first(before):
        rows[layer[node]].append(node)
    best, fewest = [list(row) for row in rows], _crossings(rows, before)
    for sweep in range(16):
        if fewest == 0:
            break
        forward = sweep % 2 == 0
        neighbours = before if forward else after
        for index in range(1, len(rows)) if forward else range(len(rows) - 2, -1, -1):
            place = {node: at for at, node in enumerate(rows[index - 1 if forward else index + 1])}
            rows[index] = _sorted_by_mean(rows[index], place, neighbours)
            _swap_neighbours(rows[index], place, neighbours)
        crossings = _crossings(rows, before)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _depth_first(before: list[list[int]]) -> list[int]:
    """All nodes, each after its parents, so that what belongs to one expression starts side by side."""
    listed: dict[int, None] = {}
    fed = {parent for its_parents in before for parent in its_parents}
    stack = [node for node in range(len(before)) if node not in fed][::-1]
    while stack:
        missing = [parent for parent in before[stack[-1]] if parent not in listed]
        if missing:
            stack.extend(reversed(missing))
        else:
            listed[stack.pop()] = None
    return list(listed)


def _sorted_by_mean(row: list[int], place: dict[int, int], neighbours: list[list[int]]) -> list[int]:
    """The row sorted by the mean place of each node's neighbours; a node without neighbours keeps its own place."""
    means = {node: _mean([place[n] for n in neighbours[node]] or [at]) for at, node in enumerate(row)}
    return sorted(row, key=means.__getitem__)


def _swap_neighbours(row: list[int], place: dict[int, int], neighbours: list[list[int]]) -> None:
    """Exchange two nodes that stand next to each other as long as this removes crossings."""
    improved = True
    while improved:
        improved = False
        for at in range(len(row) - 1):
            upper = [place[n] for n in neighbours[row[at]]]
            lower = [place[n] for n in neighbours[row[at + 1]]]
            if sum(u > v for u in upper for v in lower) > sum(u < v for u in upper for v in lower):
                row[at], row[at + 1] = row[at + 1], row[at]
                improved = True


def _crossings(rows: list[list[int]], before: list[list[int]]) -> int:
    """How many pairs of edges cross: of two that end in different nodes, the upper one starts below the other."""
    count = 0
    for left, right in pairwise(rows):
        place = {node: at for at, node in enumerate(left)}
        starts: list[int] = []  # of the edges that end further up, sorted
        for node in right:
            its_starts = [place[parent] for parent in before[node]]
            count += sum(len(starts) - bisect_right(starts, start) for start in its_starts)
            for start in its_starts:
                insort(starts, start)
    return count


def _heights(
    rows: list[list[int]], size: list[float], gap: float, before: list[list[int]], after: list[list[int]]
) -> list[float]:
    """Put each node as near as can be to the mean height of its neighbours, in the given order and without overlap."""
    y = [0.0] * len(size)
    for row in rows:
        _place(row, [0.0] * len(row), size, gap, y)
    for sweep in range(25):
        forward = sweep % 2 == 0
        neighbours = before if forward else after
        for row in rows if forward else reversed(rows):
            wanted = [_mean([y[n] for n in neighbours[node]] or [y[node]]) for node in row]
            _place(row, wanted, size, gap, y)
    top = min((y[node] - size[node] / 2 for node in range(len(size))), default=0.0)
    return [height - top for height in y]


def _place(row: list[int], wanted: list[float], size: list[float], gap: float, y: list[float]) -> None:
    """Heights for one layer that are nearest to the wanted ones (least squares) among those without overlap.

    With the room that the nodes above need taken off, this is fitting a sequence that never falls: neighbours that
    are out of order are pooled at their mean until none is.
    """
    offset, offsets = 0.0, []
    for at, node in enumerate(row):
        offset += (size[row[at - 1]] + size[node]) / 2 + gap if at else 0.0
        offsets.append(offset)
    pools: list[tuple[float, int]] = []  # mean, members
    for height, off in zip(wanted, offsets, strict=True):
        mean, members = height - off, 1
        while pools and pools[-1][0] > mean:
            above, count = pools.pop()
            mean, members = (above * count + mean * members) / (count + members), count + members
        pools.append((mean, members))
    fitted = [mean for mean, members in pools for _ in range(members)]
    for node, height, off in zip(row, fitted, offsets, strict=True):
        y[node] = height + off


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
