from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=3,
    outcome="Understand automatic differentiation",
    minutes=3,
    idea="no_grad",
    section="pytorch",
    level="diagnose",
)
def leaf_that_was_lost(draw):
    """Binding the name to a new tensor loses the leaf that autograd watches."""
    best, rate = draw.integer(2, 6), draw.choice([0.1, 0.2])
    return Faulty(
        f"""
        Gradient descent on $(w - {best})^2$ with autograd. In the first round of the loop the program stops with an
        error.
        """,
        f"""
        w = torch.tensor(0.0, requires_grad=True)
        for step in range(60):
            loss = (w - {best}) ** 2
            loss.backward()
            with torch.no_grad():
                w = w - {rate} * w.grad
            w.grad.zero_()
        """,
        f"""
        assert abs(w.item() - {best}) < 1e-3 and w.requires_grad
        """,
        right_edit(
            f"w = w - {rate} * w.grad",
            f"w -= {rate} * w.grad",
            because="In place the leaf stays the leaf. The assignment made a new tensor without a gradient, so that "
            "`w.grad` was None.",
        ),
        wrong_edit(
            f"w = w - {rate} * w.grad",
            f"w = (w - {rate} * w.grad).detach()",
            because="Still a new tensor, and one that requires no gradient: `w.grad` is None again.",
        ),
        wrong_edit(
            f"w = w - {rate} * w.grad",
            f"w += {rate} * w.grad",
            because="This keeps the leaf, and climbs: it moves along the gradient instead of against it.",
        ),
        wrong_edit(
            "loss.backward()",
            "loss.backward(retain_graph=True)",
            because="The graph is built anew in every round; keeping the old one mends nothing.",
        ),
        wrong_edit(
            "w.grad.zero_()",
            "w.grad = None",
            because="This empties the gradient of the new tensor. The next `backward()` finds nothing to "
            "differentiate.",
        ),
    )
