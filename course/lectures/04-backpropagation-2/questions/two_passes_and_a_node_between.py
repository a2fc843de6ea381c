from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=3,
    idea="two passes",
    section="backward-for-any-graph",
    level="apply",
)
def two_passes_and_a_node_between(draw):
    """Leaves add up over calls, inner nodes belong to the latest one."""
    w, k, m, second = draw.choice([1, 2, 3]), draw.choice([2, 3, 5]), draw.choice([4, 10]), draw.choice([-1, 2, 3])
    leaf, latest = k * m * (1 + second), m * second
    return Program(
        f"""
        w = Value({w}.0)
        p = {k} * w
        L = {m} * p
        L.backward()
        L.backward({second}.0)
        print(w.grad, p.grad)
        """,
        wrong(
            f"{leaf} {m + latest}",
            because="p is an inner node. It starts from zero in every pass, and holds the gradient of the latest one.",
        ),
        wrong(
            f"{k * latest} {latest}",
            because="w is a leaf. Leaves add up over calls, until somebody sets them to zero.",
        ),
        wrong(
            f"{k * m + k * (m + latest)} {m + latest}",
            because="This is what the naive engine leaves: p still holds the first pass, and hands it on once more.",
        ),
        because=f"The first pass hands p {m} and w {k * m}; the second, which begins with {second}, hands them "
        f"{latest} and {k * latest}. The leaf w adds both, p holds the second alone.",
    )
