from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# Numbers with which the right gradient, the one asked for and the distractors all differ.
NUMBERS = [
    (a, b, c)
    for a in (2, 3, 4)
    for b in (2, 3, 5)
    for c in (-1, 1, 2)
    if len({b * (a * b + c), b * (2 * a * b + c), b * a * b, a * (a * b + c)}) == 4
]


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="topological order",
    section="topological-order",
    level="diagnose",
)
def node_visited_too_early(draw):
    """A node that hands on its gradient before it is complete."""
    a, b, c = draw.choice(NUMBERS)
    d = a * b
    e = d + c
    return Choices(
        f"""
        With $a = {a}$, $b = {b}$, $c = {c}$, the forward pass computes

        $$d = a \\cdot b = {d}, \\qquad e = d + c = {e}, \\qquad L = d \\cdot e = {d * e}.$$

        An engine accumulates correctly, but its backward pass visits the nodes in the order $L$, $d$, $e$: it lets
        $d$ hand its gradient on to $a$ and $b$ **before** $e$ has been visited, and never comes back to $d$. Which
        $\\mathrm{{d}}L/\\mathrm{{d}}a$ does it report?
        """,
        right(
            f"${b * e}$",
            because=f"When $d$ is visited it has only what $L$ gave it directly, $e = {e}$. It hands on $b \\cdot "
            f"{e} = {b * e}$.",
        ),
        wrong(
            f"${b * (e + d)}$",
            because=f"This is the right gradient: $d$'s is complete at $e + d = {e + d}$, but only after $e$ was "
            "visited.",
        ),
        wrong(
            f"${b * d}$",
            because="This is the part that comes by way of $e$: exactly the part that arrives too late.",
        ),
        wrong(
            f"${a * e}$",
            because="A product hands each input the *other* factor: $a$ receives the gradient times $b$.",
        ),
        key=f"""
        values = {{"a": {a}, "b": {b}, "c": {c}}}
        values["d"] = values["a"] * values["b"]
        values["e"] = values["d"] + values["c"]
        hands_on = {{
            "L": {{"d": values["e"], "e": values["d"]}},
            "d": {{"a": values["b"], "b": values["a"]}},
            "e": {{"d": 1, "c": 1}},
        }}
        grad = dict.fromkeys("abcde", 0) | {{"L": 1}}
        for node in ("L", "d", "e"):
            for parent, slope in hands_on[node].items():
                grad[parent] += grad[node] * slope
        print(grad["a"])
        """,
    )
