from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="numbers written down",
    section="stage-2",
    level="transfer",
)
def number_that_was_written_down(draw):
    """A value is changed in place between the two passes."""
    a, c, later = draw.choice([2, 3, 4]), draw.choice([5, 6, 7]), draw.choice([10, 20])
    if draw.choice([True, False]):
        changed, before, after = "a", 2 * a, 2 * later
        formula, value, new_value = "a * a", a * a, later * later
        leaves = f"a = Value({a}.0)"
    else:
        changed, before, after = "c", c, later
        formula, value, new_value = "a * c", a * c, a * later
        leaves = f"a, c = Value({a}.0), Value({c}.0)"
    return Program(
        f"""
        {leaves}
        p = {formula}
        {changed}.data = {later}.0
        p.backward()
        print(p.data, a.grad)
        """,
        wrong(
            f"{value} {after}",
            because="The local derivatives were written down as numbers in the forward pass. They do not change.",
        ),
        wrong(
            f"{new_value} {after}",
            because=f"Nothing is computed again when {changed} changes: the graph is a record of one forward pass.",
        ),
        wrong(
            f"{new_value} {before}", because="`backward` computes no values. `p.data` is what the forward pass left."
        ),
        because=f"The forward pass wrote down the value {value} and the local derivatives, as numbers. What is done to "
        f"{changed}.data afterwards reaches neither. So a receives {before}.",
    )
