from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=8,
    outcome="Compare MLP with CNN.",
    minutes=2,
    idea="parameter count",
    section="channels",
    level="apply",
)
def parameters_do_not_know_the_size(draw):
    """What grows with the picture: a linear layer's parameters, a convolution's multiplications."""
    size = draw.choice([32, 64, 100])
    kernels = draw.choice([8, 16, 32])
    conv = kernels * 25 + kernels
    return Choices(
        f"""
        Grey pictures of {size} by {size} are replaced by pictures of {2 * size} by {2 * size}. Compare two first
        layers:
        **A**, a linear layer with {kernels} outputs on the flattened picture, and **B**, a convolution with
        {kernels} kernels
        of 5 by 5 and "same" padding. What happens to their numbers of parameters?
        """,
        right(
            f"A has about four times as many; B stays at {conv}.",
            because=f"A has a weight for each pixel and output. B has {kernels} · 25 + {kernels} = {conv}, and the "
            f"size does "
            "not occur.",
        ),
        wrong(
            "Both have about four times as many.",
            because="B has four times as many *places*, and so multiplications, but the same weights at each.",
        ),
        wrong(
            f"A has about twice as many; B stays at {conv}.",
            because="Height and width are both doubled: four times as many pixels.",
        ),
        wrong(
            "Both stay: the number of outputs is the same.",
            because="A flattened picture of four times the length needs rows of weights of four times the length.",
        ),
        key=f"""
        def count(layer):
            return sum(p.numel() for p in layer.parameters())
        a, b = (count(nn.Linear(side * side, {kernels})) for side in ({size}, {2 * size}))
        if round(b / a) == 4:
            print(f"A has about four times as many; B stays at {{count(nn.Conv2d(1, {kernels}, 5, padding=2))}}.")
        """,
    )
