from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=3,
    outcome="Understand how gradient descent updates",
    minutes=3,
    idea="one step",
    section="gradient-descent",
    level="apply",
)
def two_steps_down(draw):
    """Two steps of gradient descent, done by hand."""
    best, distance = draw.choice([1, 2, 5]), draw.choice([4, 8, 12])
    start = best + distance
    first = best + distance / 2
    second = best + distance / 4
    return Program(
        f"""
        w = {start}.0
        for step in range(2):
            gradient = 2 * (w - {best})
            w = w - 0.25 * gradient
        print(w)
        """,
        wrong(f"{first:g}", because="This is after the first step. `range(2)` makes two."),
        wrong(
            f"{start - 2 * 0.25 * 2 * distance:g}",
            because="The gradient is computed again in each step: the second one is smaller.",
        ),
        wrong(f"{start + distance / 2 + 0.75 * distance:g}", because="The update subtracts: it goes downhill."),
        because=f"Each step halves the distance to {best}: 0.25 · 2 = 0.5 of it is taken off. {start} → {first:g} → "
        f"{second:g}.",
    )
