from chainrule.campus.questions import Program, predict_output, wrong

CASES = [(3, -2, 4, 2, 1), (2, -3, 5, 1, 2), (4, -5, 3, 2, 1)]


@predict_output(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=2,
    idea="ReLU on and off",
    section="backward",
    level="recall",
)
def neuron_that_is_off(draw):
    """A neuron's gradient with a ReLU that is on or off."""
    w1, w2, x1, x2, b = draw.choice(CASES)
    on = draw.choice([True, False])
    x2 = x2 if on else x2 + 9
    z = w1 * x1 + w2 * x2 + b
    assert (z > 0) == on
    gradients = f"{x1 if on else 0}.0 {w2 if on else 0}.0"
    return Program(
        f"""
        w1, w2, b = Value({w1}.0), Value({w2}.0), Value({b}.0)
        x1, x2 = Value({x1}.0), Value({x2}.0)
        a = (w1 * x1 + w2 * x2 + b).relu()
        a.backward()
        print(w1.grad, x2.grad)
        """,
        wrong(
            f"{0 if on else x1}.0 {0 if on else w2}.0",
            because=f"The sum is {z}. A ReLU has the slope 1 above zero and 0 below.",
        ),
        wrong(
            f"{w1}.0 {x2}.0",
            because="A product hands each factor the *other* one, and only where the ReLU is on.",
        ),
        because=f"The sum is {z}, so the slope of the ReLU is {1 if on else 0}: {gradients}.",
    )
