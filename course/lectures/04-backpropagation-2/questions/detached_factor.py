from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="detach",
    section="detach",
    level="transfer",
)
def detached_factor(draw):
    """`detach()` keeps the value and cuts the path."""
    a, k = draw.choice([2, 3, 4, 5]), draw.choice([1, 2, 3])
    return Program(
        f"""
        a = torch.tensor({a}.0, requires_grad=True)
        b = a * a
        c = b.detach() * {k} * a
        c.backward()
        print(c.item(), a.grad.item())
        """,
        wrong(
            f"{k * a**3} {3 * k * a**2}",
            because="This is the derivative of the whole power. The detached factor counts as a constant.",
        ),
        wrong(f"{k * a} {k}", because="`detach` cuts the path of the gradient. The value of b is still multiplied."),
        wrong(f"{k * a**3} {2 * k * a**2}", because="This is the path through b alone: exactly the one that was cut."),
        because=f"The value is {a**2} · {k} · {a} = {k * a**3}. For the gradient b.detach() is a constant, so that "
        f"dc/da = {a**2} · {k} = {k * a**2}.",
    )
