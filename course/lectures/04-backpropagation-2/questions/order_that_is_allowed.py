from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# The graph in the order of the forward pass, each node with its operation and its two parents; then an order of turns
# that is allowed, and three that are not.
SHAPES = [
    (["r*ab", "s+rc", "t*rs", "L+ts"], "Ltsr", ["Lstr", "Ltrs", "Lrst"]),
    (["r+ab", "s*rc", "t*ra", "L*st"], "Lstr", ["Ltrs", "Lsrt", "Lrst"]),
    (["r*ab", "s*rc", "t+sr", "L*tr"], "Ltsr", ["Lstr", "Ltrs", "Lrts"]),
]
NAMES = ["def", "pqz", "uvk", "ghm"]


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="order that is allowed",
    section="parents-first",
    level="apply",
)
def order_that_is_allowed(draw):
    """Of four orders of turns, the one in which nobody is too early."""
    graph, good, others = draw.choice(SHAPES)
    named = str.maketrans("rst", draw.choice(NAMES))
    graph, good, *others = ([line.translate(named) for line in graph], *(o.translate(named) for o in (good, *others)))
    users = {line[0]: [user[0] for user in graph if line[0] in user[2:]] for line in graph}
    signs = {"*": "\\cdot", "+": "+"}
    formulas = ", \\qquad ".join(f"{node} = {one} {signs[sign]} {other}" for node, sign, one, other in graph)

    def too_early(order):
        node, user = next((n, u) for i, n in enumerate(order) for u in users[n] if u in order[i + 1 :])
        return f"${node}$ has its turn before ${user}$, which was computed from it, so ${node}$ hands on too little."

    return Choices(
        f"""
        The forward pass computes

        $${formulas}.$$

        In the backward pass each node in turn hands its gradient on to its parents, who add it up. In which order of
        turns do $a$, $b$ and $c$ get their right gradients?
        """,
        right(in_a_row(good), because="Each node has its turn after all nodes that were computed from it."),
        *(wrong(in_a_row(order), because=too_early(order)) for order in others),
        key=f"""
        graph, orders = {graph}, {[good, *others]}
        values = {{"a": 1.3, "b": -0.7, "c": 2.1}}
        tensors = {{name: torch.tensor(x, dtype=torch.float64, requires_grad=True) for name, x in values.items()}}
        for node, operation, one, other in graph:
            for known in (values, tensors):
                x, y = known[one], known[other]
                known[node] = x * y if operation == "*" else x + y
        tensors["L"].backward()

        def gradients(order):
            grad = dict.fromkeys(values, 0.0) | {{"L": 1.0}}
            for turn in order:
                _, operation, one, other = next(line for line in graph if line[0] == turn)
                grad[one] += grad[turn] * (values[other] if operation == "*" else 1.0)
                grad[other] += grad[turn] * (values[one] if operation == "*" else 1.0)
            return grad

        for order in orders:
            if all(abs(gradients(order)[leaf] - tensors[leaf].grad.item()) < 1e-9 for leaf in "abc"):
                print(", ".join(order))
        """,
    )


def in_a_row(order):
    """An order as an option shows it."""
    return f"${', '.join(order)}$"
