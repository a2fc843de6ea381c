"""Beyond the lecture: an operation that no page shows, an engine with a wrong line, a run that must reach a number."""

from collections.abc import Sequence

from chainrule.autograd.value import Value, as_value, new_node, zero_grad


def dot(left: Sequence[Value], right: Sequence[Value]) -> Value:
    """left[0] * right[0] + left[1] * right[1] + ..., as one node in place of many.

    Its parents are all of `left`, then all of `right`. Numbers may stand among them. ValueError where one is longer.

    >>> a, b = Value(2.0), Value(3.0)
    >>> node = dot([a, b], [5.0, b])
    >>> node.data, node.local_derivatives
    (19.0, (5.0, 3.0, 2.0, 3.0))
    """
    if len(left) != len(right):
        raise ValueError(f"a product of {len(left)} numbers with {len(right)}: both need as many")
    parents = tuple(as_value(x) for x in (*left, *right))
    ours, theirs = parents[: len(left)], parents[len(left) :]
    data = sum(a.data * b.data for a, b in zip(ours, theirs, strict=True))
    return new_node(data, "dot", parents, tuple(b.data for b in (*theirs, *ours)))


def backward_by_counting(root: Value) -> None:
    """Leave d(root)/d(node) in the `grad` of every node, whatever stood there before; no list of the order is made.

    First count, for every node, in how many places it is used. A node hands on as soon as so many gifts have arrived.
    """
    uses = {root: 0}
    found = [root]
    while found:
        node = found.pop()
        node.grad = 0.0
        for parent in node.parents:
            if parent not in uses:
                uses[parent] = 0
                found.append(parent)
            uses[parent] += 1
    root.grad = 1.0
    ready = [root]
    while ready:
        node = ready.pop()
        for parent, local in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += local * node.grad
            uses[parent] -= 1
            if uses[parent] == 0:
                ready.append(parent)


def fare(km: float, knobs: Sequence[Value]) -> Value:
    """What the network of lecture 4 asks for a ride: v * relu(w * km + c) + b."""
    w, c, v, b = knobs
    return v * (w * km + c).relu() + b


def fit_fares(rides: Sequence[tuple[float, float]]) -> list[float]:
    """Train `fare` on rides (km, fare) until the mean of its squared errors is 0.01 or less; the knobs [w, c, v, b].

    Each price list has one bend, somewhere between 1.5 and 4.5 km, and costs more per km behind it; the rides go
    from 1 to 6 km. There is time for a few thousand steps.
    """
    best: tuple[float, list[float]] = (float("inf"), [])
    for bend in (2.0, 4.0):
        knobs = [Value(1.0), Value(-bend), Value(1.0), Value(rides[0][1])]
        for _ in range(700):
            errors = [fare(km, knobs) - paid for km, paid in rides]
            loss = dot(errors, errors) / len(rides)
            if loss.data < best[0]:
                best = loss.data, [knob.data for knob in knobs]
            zero_grad(knobs)
            loss.backward()
            for knob in knobs:
                knob.data -= 0.02 * knob.grad
    return best[1]
