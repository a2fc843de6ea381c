from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=3,
    outcome="Understand automatic differentiation",
    minutes=3,
    idea="zero_grad",
    section="pytorch",
    level="recall",
)
def the_line_before_backward(draw):
    """A training loop of PyTorch with one statement missing."""
    slope, shift = draw.integer(2, 5), draw.integer(1, 4)
    steps = draw.choice([60, 80])
    return Fragment(
        f"""
        The loop is to fit $y = {slope}x + {shift}$ by plain gradient descent. As it stands, without the missing
        statement, the weights swing wildly.
        """,
        f"""
        x = torch.linspace(-1, 1, 20)
        y = {slope} * x + {shift}
        w = torch.zeros(2, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=0.3)
        for step in range({steps}):
            loss = ((w[0] * x + w[1] - y) ** 2).mean()
            ____
            loss.backward()
            optimizer.step()
        """,
        """
        print([round(value, 4) for value in w.tolist()])
        """,
        right(
            "optimizer.zero_grad()",
            because="`backward()` adds to `.grad`. Emptied first, it holds the gradient of this step alone.",
        ),
        wrong(
            "loss.zero_grad()",
            because="A tensor has no such method: gradients are kept by the weights, not by the loss.",
        ),
        wrong(
            "w = w.detach()",
            because="This makes a new tensor; the optimizer still holds the old one, whose gradient adds up.",
        ),
        wrong("optimizer.step()", because="This makes another step with the old gradient and still does not empty it."),
        wrong("w.requires_grad_(True)", because="It is True already. The gradient of earlier steps is still there."),
        wrong(
            "w.grad.zero_()",
            because="In the first step `w.grad` is still None: nothing was handed back yet, so the program stops.",
        ),
        rights=[
            "w.grad = None",
            "optimizer.zero_grad(set_to_none=False)",
            "w.grad = torch.zeros(2)",
            "w.grad is None or w.grad.zero_()",
        ],
    )
