"""The layout of a graph: layers from left to right, no overlap, no crossing where none is needed."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.autograd.graph_layout import Layout, layered

GAP, BEND = 10.0, 2.0


@st.composite
def graphs(draw: st.DrawFn) -> list[list[int]]:
    count = draw(st.integers(1, 14))
    return [draw(st.lists(st.integers(0, node - 1), max_size=3)) if node else [] for node in range(count)]


@st.composite
def trees(draw: st.DrawFn) -> list[list[int]]:
    """Every node but the last is used exactly once."""
    parents: list[list[int]] = []
    free: list[int] = []
    for node in range(draw(st.integers(1, 14))):
        taken = [free.pop(draw(st.integers(0, len(free) - 1))) for _ in range(draw(st.integers(0, min(3, len(free)))))]
        parents.append(taken)
        free.append(node)
    return [*parents, free]


def lay(parents: list[list[int]]) -> Layout:
    return layered(parents, [30.0 + 5 * (node % 3) for node in range(len(parents))], gap=GAP, bend=BEND)


def crossings(layout: Layout) -> int:
    edges = [edge for path in layout.paths for edge in pairwise(path)]
    return sum(
        layout.layer[a] == layout.layer[c] and (layout.y[a] - layout.y[c]) * (layout.y[b] - layout.y[d]) < 0
        for (a, b), (c, d) in combinations(edges, 2)
    )


@settings(deadline=None)
@given(graphs())
def test_every_edge_leads_from_its_parent_to_its_child_one_layer_at_a_time(parents: list[list[int]]) -> None:
    layout = lay(parents)
    edges = [(parent, child) for child, its_parents in enumerate(parents) for parent in its_parents]
    assert [(path[0], path[-1]) for path in layout.paths] == edges
    for path in layout.paths:
        assert all(layout.layer[end] - layout.layer[start] == 1 for start, end in pairwise(path))
        assert all(bend >= len(parents) for bend in path[1:-1])


@settings(deadline=None)
@given(graphs())
def test_nothing_overlaps_and_the_picture_starts_at_the_top(parents: list[list[int]]) -> None:
    layout = lay(parents)
    size = [30.0 + 5 * (node % 3) if node < len(parents) else BEND for node in range(len(layout.y))]
    for layer in set(layout.layer):
        members = sorted((node for node in range(len(size)) if layout.layer[node] == layer), key=layout.y.__getitem__)
        for upper, lower in pairwise(members):
            assert layout.y[lower] - layout.y[upper] >= (size[upper] + size[lower]) / 2 + GAP - 1e-6
    assert abs(min(y - height / 2 for y, height in zip(layout.y, size, strict=True))) < 1e-6


@settings(deadline=None)
@given(trees())
def test_a_tree_is_drawn_without_a_crossing(parents: list[list[int]]) -> None:
    assert crossings(lay(parents)) == 0


def test_crossings_of_the_first_order_are_removed_where_they_can_be() -> None:
    assert crossings(lay([[], [], [1, 0], [1]])) == 0
    ring = [[], [], [], [0, 2], [2, 1], [1, 0]]
    assert crossings(lay(ring)) == 2  # six nodes in a ring, in two layers: less is not possible


def test_a_leaf_stands_next_to_its_first_use() -> None:
    layout = lay([[], [0], [1], [], [2, 3]])  # 3 is used by the last node only
    assert layout.layer == [0, 1, 2, 2, 3]


@settings(deadline=None)
@given(graphs())
def test_equal_graphs_are_laid_out_equally(parents: list[list[int]]) -> None:
    assert lay(parents) == lay(parents)


def test_nodes_stand_as_near_as_can_be_to_what_they_are_made_of() -> None:
    children = lay([[], [0], [0], [0]])
    assert abs(sum(children.y[1:]) / 3 - children.y[0]) < 1e-6
    parents = lay([[], [], [], [0, 1, 2]])
    assert abs(sum(parents.y[:3]) / 3 - parents.y[3]) < 1e-6
    chain = lay([[], [0], [1], [2]])
    assert len(set(chain.y)) == 1
