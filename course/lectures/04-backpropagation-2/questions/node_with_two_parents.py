from chainrule.campus.questions import Fragment, complete_code, right, wrong

# Name, value, local derivatives, other ways to write them, and slips with their reasons.
OPERATIONS = {
    "divide": (
        "a.data / u.data",
        "(1 / u.data, -a.data / u.data**2)",
        ["(u.data**-1, -a.data * u.data**-2)", "(1.0 / u.data, -(a.data / u.data) / u.data)"],
        [
            ("(1 / u.data, a.data / u.data**2)", "The larger the number below the line, the smaller the quotient."),
            ("(u.data, a.data)", "These are the other factors, as in a product, swapped. Here $u$ is below the line."),
            ("(1 / u.data, 1 / a.data)", "Towards $u$ the derivative of $a \\cdot u^{-1}$ is $-a u^{-2}$."),
            ("1 / u.data - a.data / u.data**2", "This is one number. Each parent needs its own."),
        ],
    ),
    "square_times": (
        "a.data**2 * u.data",
        "(2 * a.data * u.data, a.data**2)",
        ["(2 * u.data * a.data, a.data * a.data)", "[a.data * u.data * 2, a.data**2]"],
        [
            ("(a.data**2, 2 * a.data * u.data)", "The order is that of the parents: $a$ is first."),
            ("(2 * a.data, a.data**2)", "Towards $a$ the other factor, $u$, stays."),
            ("(2 * a.data, 1.0)", "This is the slope of each factor alone. In a product the other factor comes in."),
            ("2 * a.data * u.data + a.data**2", "This is one number. Each parent needs its own."),
        ],
    ),
    "times_exp": (
        "a.data * math.exp(u.data)",
        "(math.exp(u.data), a.data * math.exp(u.data))",
        ["(math.e**u.data, a.data * math.e**u.data)", "[math.exp(u.data), math.exp(u.data) * a.data]"],
        [
            ("(a.data * math.exp(u.data), math.exp(u.data))", "The order is that of the parents: $a$ is first."),
            ("(math.exp(u.data), math.exp(u.data))", "Towards $u$ the other factor, $a$, stays."),
            ("(1.0, math.exp(u.data))", "This is the slope of each factor alone. The other factor comes in."),
            ("(1 + a.data) * math.exp(u.data)", "This is one number. Each parent needs its own."),
        ],
    ),
}


@complete_code(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=3,
    idea="a node with two parents",
    section="stage-2",
    level="apply",
)
def node_with_two_parents(draw):
    """An operation of two inputs as one node: a local derivative per parent."""
    name = draw.choice(list(OPERATIONS))
    value, slopes, others, slips = OPERATIONS[name]
    a, u = draw.choice([1.5, -2.0, 3.0]), draw.choice([0.5, 2.0, -1.5])
    return Fragment(
        """
        A `Node` keeps its value, its parents, and a local derivative for each parent. This operation becomes a single
        node.
        """,
        f"""
        class Node:
            def __init__(self, data, parents=(), local_derivatives=()):
                self.data, self.grad = data, 0.0
                self.parents = parents
                self.local_derivatives = local_derivatives

        def {name}(a, u):
            return Node({value}, (a, u), ____)
        """,
        f"""
        for a, u in [({a}, {u}), (0.7, -1.2), (2.0, 0.9)]:
            node = {name}(Node(a), Node(u))
            print([round(local, 6) for local in node.local_derivatives])
            f = lambda a, u: {name}(Node(a), Node(u)).data
            nudged = (f(a + 1e-5, u) - f(a - 1e-5, u)) / 2e-5, (f(a, u + 1e-5) - f(a, u - 1e-5)) / 2e-5
            assert np.allclose(node.local_derivatives, nudged, atol=1e-6)
        """,
        right(slopes, because="One number per parent, in the parents' order, each with the other parent held still."),
        *(wrong(slip, because=because) for slip, because in slips),
        rights=others,
    )
