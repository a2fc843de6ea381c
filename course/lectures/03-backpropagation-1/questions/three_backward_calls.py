from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=3,
    outcome="Understand automatic differentiation",
    minutes=2,
    idea="zero_grad",
    section="pytorch",
    level="apply",
)
def three_backward_calls(draw):
    """Without a reset, `.grad` holds the sum over the passes."""
    passes, w, point = draw.choice([2, 3, 4]), draw.choice([1, 2, 4]), draw.choice([0, 3, 6])
    reset = draw.choice([True, False])
    gradient = 2 * (w - point)
    slip = (
        "The gradient is emptied before each pass, so that only the last pass is left in it."
        if reset
        else "Nothing empties `.grad` here: every pass adds to what is there."
    )
    lines = ["w.grad = None"] if reset else []
    body = "\n            ".join([*lines, f"loss = (w - {point}) ** 2", "loss.backward()"])
    return Program(
        f"""
        w = torch.tensor({w}.0, requires_grad=True)
        for step in range({passes}):
            {body}
        print(w.grad.item())
        """,
        wrong(gradient if not reset else passes * gradient, because=slip),
        because=f"w never changes, so every pass has the gradient 2 · ({w} - {point}) = {gradient}. "
        + ("It is emptied before each." if reset else f"It is added up {passes} times."),
    )
