from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3,
    outcome="Understand how gradient descent updates",
    minutes=1.5,
    idea="learning rate too large",
    section="gradient-descent",
    level="diagnose",
)
def weights_that_swing(draw):
    """Reading a log: steps that overshoot by more and more."""
    best, start = draw.choice([(3, 2.0), (2, 1.0), (5, 4.0), (4, 5.0)])
    rate = draw.choice([1.2, 1.25, 1.3])
    weights = [start]
    for _ in range(3):
        weights.append(weights[-1] - rate * 2 * (weights[-1] - best))
    log = "\n        ".join(f"{step}: w = {w:6.2f}   loss = {(w - best) ** 2:5.2f}" for step, w in enumerate(weights))
    return Choices(
        f"""
        Gradient descent on a loss of one weight prints:

        ```text
        {log}
        ```

        The gradient was checked and is right. What should be changed first?
        """,
        right(
            "Take a smaller learning rate",
            because=f"The weight jumps over the minimum near {best}, each time farther: the step is too long for "
            "this slope.",
        ),
        wrong(
            "Turn the sign of the update",
            because="Then the weight would move away in one direction. It does head for the minimum, and jumps past "
            "it.",
        ),
        wrong(
            "Let it run for more steps",
            because="The loss grows at every step. More steps of this length lead farther away.",
        ),
        wrong(
            "Start closer to the minimum",
            because="From any start but the minimum itself the distance grows by the same factor per step.",
        ),
        key=f"""
        def end(rate, start, steps=4, sign=1):
            w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
            for _ in range(steps):
                [gradient] = torch.autograd.grad((w - {best}) ** 2, w)
                w = (w - sign * rate * gradient).detach().requires_grad_()
            return abs(w.item() - {best})

        tried = {{
            "Take a smaller learning rate": end({rate} / 4, {start}),
            "Turn the sign of the update": end({rate}, {start}, sign=-1),
            "Let it run for more steps": end({rate}, {start}, steps=40),
            "Start closer to the minimum": end({rate}, {best} + ({start} - {best}) / 4, steps=40),
        }}
        for remedy, distance in tried.items():
            if distance < abs({start} - {best}):
                print(remedy)
        """,
    )
