from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit

CODE = """
def topological_order(root):
    order, seen = [], set()
    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node.parents:
                visit(parent)
            order.append(node)
    visit(root)
    return order

def backward(root, upstream=1.0):
    order = topological_order(root)
    for each in order:
        if each.parents:
            each.grad = 0.0
    root.grad += upstream
    for node in reversed(order):
        for parent, local in zip(node.parents, node.local_derivatives):
            parent.grad += node.grad * local
"""
# The line as it should be, the line at fault, how it looks, why, and another change of this line that mends nothing.
SLIPS = [
    (
        "if each.parents:",
        "if not each.parents:",
        "The first call on a new graph leaves the right gradients. A second call on a graph of several steps leaves "
        "neither twice as much in the leaves, nor the same again.",
        "Inner nodes begin each pass at zero, and leaves keep what they have. Here it was the other way round.",
        ("if each.grad:", "Then whatever holds a gradient is emptied, leaves too: the first call is forgotten."),
    ),
    (
        "order.append(node)",
        "order.insert(0, node)",
        "The leaves get gradients only if the loss is one operation away from them.",
        "A node is listed after its parents, so it must go to the end of the list. At its beginning it comes before "
        "them, and read from the end the leaves have their turn first.",
        ("order.insert(1, node)", "The nodes must stand in the order in which their visits end, and this mixes them."),
    ),
    (
        "for node in reversed(order):",
        "for node in order:",
        "The leaves get gradients only if the loss is one operation away from them.",
        "`order` has the parents first. The loss must have its turn first, so the list is read from its end.",
        ("for node in order[1:]:", "Still the leaves have their turn first, and the loss has its turn last."),
    ),
]


@find_error(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="engine with one wrong line",
    section="backward-for-any-graph",
    level="diagnose",
)
def engine_of_one_good_call(draw):
    """A whole engine with one wrong line, and what it gets right in spite of it."""
    line, fault, symptom, why, (other, why_not) = draw.choice(SLIPS)
    right_lines = [
        (
            "seen.add(node)",
            "seen.add(root)",
            "Then no other node counts as seen, and whoever has two users is listed twice.",
        ),
        (
            "root.grad += upstream",
            "root.grad = upstream",
            "The root is an inner node: once it starts from zero, as it should, both say the same.",
        ),
        ("visit(root)", "visit(root.parents[0])", "Then the root is missing in the list, and hands nothing on."),
    ]
    w, b = draw.choice([(2.0, 1.0), (3.0, -1.0), (-1.5, 5.0)])
    return Faulty(
        f"An engine for `Value`s, which have `data`, `grad`, `parents` and `local_derivatives`. {symptom}",
        CODE.replace(line, fault),
        f"""
        for w, b in [({w}, {b}), (0.5, -1.0)]:
            w, b = Value(w), Value(b)
            p = w * 3.0
            e = p + b
            L = e + e * e
            slope = 1.0 + 2.0 * (w.data * 3.0 + b.data)
            for call in (1, 2):
                backward(L, -2.5)
                assert abs(w.grad - call * -7.5 * slope) < 1e-9
                assert abs(b.grad - call * -2.5 * slope) < 1e-9
                assert abs(p.grad - -2.5 * slope) < 1e-9
        """,
        right_edit(fault, line, because=why),
        wrong_edit(fault, other, because=why_not),
        *(wrong_edit(one, into, because=because) for one, into, because in right_lines),
    )
