from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=2,
    idea="dimension analysis",
    section="in-tensors",
    level="apply",
)
def product_with_the_right_shape(draw):
    """Which product gives a gradient is read off the shapes."""
    batch, inputs, neurons = draw.choice([(32, 784, 100), (16, 20, 5), (64, 50, 8)])
    wanted = draw.choice(["W", "X", "b"])
    expressions = {"W": "dZ.T @ X", "X": "dZ @ W", "b": "dZ.sum(0)"}
    shapes = {"W": f"({neurons}, {inputs})", "X": f"({batch}, {inputs})", "b": f"({neurons},)"}
    slips = {
        "W": ("X.T @ dZ", f"Its shape is ({inputs}, {neurons}): the transpose of the gradient of W."),
        "X": ("dZ.T @ X", "That is the gradient of W: the batch has been summed away."),
        "b": ("dZ.sum(1)", f"This sums over the neurons and has shape ({batch},). The bias was used in every row."),
    }
    others = {
        "W": ("dZ @ W", "That is the gradient of X: it still has a row for each example."),
        "X": ("W @ dZ", "These shapes do not fit: the sides that touch differ."),
        "b": (
            "dZ.mean(0)",
            "The shape is right, but gifts are added. A mean, if any, is in the loss already.",
        ),
    }
    third = {
        "W": ("dZ * X", "These shapes do not fit, and the sum over the examples is missing."),
        "X": ("dZ @ W.T", "These shapes do not fit: going back it is W itself, not its transpose."),
        "b": ("dZ", "The bias has no axis for the examples. What was broadcast forward is summed backward."),
    }
    return Choices(
        f"""
        A layer computes `Z = X @ W.T + b` with `X` of shape ({batch}, {inputs}) and `W` of shape ({neurons}, {inputs}).
        The backward pass has found `dZ`, the gradient of the loss with respect to `Z`. Which expression is the gradient
        with respect to `{wanted}`?
        """,
        right(
            f"`{expressions[wanted]}`",
            because=f"It has the shape of `{wanted}`, {shapes[wanted]}, and sums over every use of it.",
        ),
        *(wrong(f"`{text}`", because=because) for text, because in (slips[wanted], others[wanted], third[wanted])),
        key=f"""
        X = torch.randn({batch}, {inputs}, dtype=torch.float64, requires_grad=True)
        W = torch.randn({neurons}, {inputs}, dtype=torch.float64, requires_grad=True)
        b = torch.randn({neurons}, dtype=torch.float64, requires_grad=True)
        Z = X @ W.T + b
        dZ = torch.randn_like(Z)
        Z.backward(dZ)
        right = {wanted}.grad
        for text in {[expressions[wanted], slips[wanted][0], others[wanted][0], third[wanted][0]]}:
            try:
                made = eval(text)
            except RuntimeError:
                continue
            if made.shape == right.shape and torch.allclose(made, right):
                print(text)
        """,
    )
