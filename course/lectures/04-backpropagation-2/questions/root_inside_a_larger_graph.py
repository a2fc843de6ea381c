from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# Numbers with which no two of the calls are the same.
NUMBERS = [
    (a, b, k)
    for a in (2, 3, 4)
    for b in (-3, -2, 2, 3)
    for k in (3, 5)
    if len({2 * a * b + k, (a * b) ** 2 + k * a * b, k, 1, 2 * a * b, a * b}) == 6
]


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="upstream of the root",
    section="backward-for-any-graph",
    level="apply",
)
def root_inside_a_larger_graph(draw):
    """With what `backward` must begin at a node that is not the end."""
    a, b, k = draw.choice(NUMBERS)
    p = a * b
    calls = [2 * p + k, p * p + k * p, k, 1]
    texts = [f"`p.backward({call})`" for call in calls]
    return Choices(
        f"""
        One program computes $p = a \\cdot b$ with $a = {a}$, $b = {b}$, so $p = {p}$. Another program takes the
        number $p$ and computes $L = p \\cdot p + {k} \\cdot p$. So the graph of `p` ends at `p`, and knows nothing of
        $L$. Which call leaves $\\mathrm{{d}}L/\\mathrm{{d}}a$ in `a.grad`?
        """,
        right(
            texts[0],
            because=f"`upstream` is what the root begins with, here $\\mathrm{{d}}L/\\mathrm{{d}}p = 2p + {k} = "
            f"{2 * p + k}$.",
        ),
        wrong(texts[1], because="This is the value of $L$. Backward, rates are handed on, and no values."),
        wrong(
            texts[2], because=f"This is the gift of the term ${k} \\cdot p$ alone. The square hands $p$ another $2p$."
        ),
        wrong(texts[3], because="With 1 the root stands for itself: this leaves the gradient of $p$, not that of $L$."),
        key=f"""
        a, p = Value({a}), Value({b})
        whole = a * p
        (whole * whole + {k} * whole).backward()
        for upstream in {calls}:
            alone = Value({a})
            (alone * {b}).backward(upstream)
            if alone.grad == a.grad:
                print(f"p.backward({{upstream}})")
        """,
    )
