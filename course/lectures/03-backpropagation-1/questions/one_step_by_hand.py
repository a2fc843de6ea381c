from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3,
    outcome="Understand how gradient descent updates",
    minutes=2,
    idea="one step",
    section="gradient-descent",
    level="apply",
)
def one_step_by_hand(draw):
    """One step of gradient descent on one example, numbers in hand."""
    w, x, error, rate = (
        draw.integer(1, 3),
        draw.choice([2, 3, 5]),
        draw.choice([-3, -2, 3]),
        draw.choice([0.1, 0.05]),
    )
    y = w * x - error
    gradient = 2 * error * x
    return Choices(
        f"""
        A model predicts $\\hat y = w x$ and is judged by $L = (\\hat y - y)^2$. At the moment $w = {w}$. For the
        example $x = {x}$, $y = {y}$, one step of gradient descent with learning rate ${rate}$ is made. What is $w$
        then?
        """,
        right(
            f"${w - rate * gradient:g}$",
            because=f"$\\mathrm{{d}}L/\\mathrm{{d}}w = 2(\\hat y - y)x = 2 \\cdot ({error}) \\cdot {x} = {gradient}$, "
            f"and $w - {rate} \\cdot ({gradient}) = {w - rate * gradient:g}$.",
        ),
        wrong(
            f"${w + rate * gradient:g}$",
            because="This steps *along* the gradient, to where the loss grows. Descent subtracts.",
        ),
        wrong(
            f"${w - rate * 2 * error:g}$",
            because=f"The inner derivative is missing: $\\hat y = wx$ changes $x = {x}$ times as fast as $w$.",
        ),
        wrong(
            f"${w - rate * error**2:g}$",
            because="This subtracts the loss itself. The step goes by its derivative.",
        ),
        key=f"""
        w = torch.tensor({w}.0, dtype=torch.float64, requires_grad=True)
        ((w * {x} - {y}) ** 2).backward()
        print(f"{{w.item() - {rate} * w.grad.item():g}}")
        """,
    )
