from chainrule.campus.questions import find_error, from_mutant

SYMPTOMS = {
    "overwrite": "It is right wherever every node has a single use.",
    "no_chain": "With `backward()` it is right wherever the graph is one operation deep.",
    "upstream_ignored": "It is right whenever `backward()` is called without an argument.",
}
WHY = {
    "overwrite": "A node with two uses is given two gifts, and they are added. With `=` only the last one is left.",
    "no_chain": "What a parent is given is the upstream gradient times the local derivative. One factor was missing.",
    "upstream_ignored": "The root begins with `upstream`. With 1 in its place, every gradient lacks that factor.",
}


@find_error(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="backward",
    section="backward-for-any-graph",
    level="diagnose",
)
def engine_that_answers_wrong(draw):
    """A line of `backward` is wrong; its symptom tells which."""
    mutant = draw.choice(list(SYMPTOMS))
    x, k, upstream = draw.choice([2, 3, 4]), draw.choice([5, 6, -3]), draw.choice([2, -2])
    right = (2 * x + 1) * k * upstream
    came = {"overwrite": x * k * upstream, "no_chain": 2 * x + 1, "upstream_ignored": right // upstream}[mutant]
    others = [name for name in (*SYMPTOMS, "root_set", "backward_forwards") if name != mutant]
    return from_mutant(
        __file__,
        mutant,
        stem=f"""
        `backward` is a method of `Value`. {SYMPTOMS[mutant]} For $L = (a \\cdot a + a) \\cdot {k}$ at $a = {x}$,
        the call `L.backward({upstream})` leaves {came} in `a.grad`, and {right} is right.
        """,
        test="""
        for x, k, upstream in [(2.0, 5.0, 2.0), (3.0, -3.0, -2.0), (-1.5, 2.0, 1.0)]:
            a = Value(x)
            inner = a * a
            loss = (inner + a) * k
            for times in (1, 2):
                loss.backward(upstream)
                assert abs(a.grad - times * (2 * x + 1) * k * upstream) < 1e-9
                assert inner.grad == k * upstream
        leaf = Value(2.0)
        leaf.backward(3.0)
        leaf.backward(3.0)
        assert leaf.grad == 6.0
        """,
        because=WHY[mutant],
        others=others,
        lab=3,
    )
