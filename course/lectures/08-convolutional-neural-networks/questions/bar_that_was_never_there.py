from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=8,
    outcome="Compare MLP with CNN.",
    minutes=2,
    idea="weight sharing",
    section="what-an-mlp-misses",
    level="apply",
)
def bar_that_was_never_there(draw):
    """Weights of pixels that were always 0 never receive a gradient."""
    thing = draw.choice(["a crack", "a scratch", "a stain"])
    part, other = draw.choice([("left", "right"), ("right", "left"), ("upper", "lower"), ("lower", "upper")])
    return Choices(
        f"""
        In all training pictures, {thing} was in the {part} half, and the {other} half was 0. An MLP finds it there
        without a mistake, and in the {other} half no better than chance. Why?
        """,
        right(
            f"The first-layer weights of the {other} pixels never received a gradient.",
            because="The gradient of a weight is upstream times its input, and that input was always 0. A kernel "
            "would use "
            "the same weights at both places.",
        ),
        wrong(
            "It has too few hidden units for both halves.",
            because=f"More units would have more weights at the {other} pixels, and these would not be trained either.",
        ),
        wrong(
            "It overfits: dropout or weight decay would help.",
            because="Where the input is always 0, the pictures teach a weight nothing, with either of them or without.",
        ),
        wrong(
            f"The {other} pixels come later in the flattened vector.",
            because="The order of the inputs means nothing to an MLP: it may be shuffled.",
        ),
        key=f"""
        torch.manual_seed(0)
        x = torch.rand(16, 10)
        x[:, 5:] = 0
        layer = nn.Linear(10, 4)
        F.cross_entropy(layer(x).relu(), torch.arange(16) % 4).backward()
        if layer.weight.grad[:, 5:].abs().max() == 0 and layer.weight.grad[:, :5].abs().max() > 0:
            print("The first-layer weights of the {other} pixels never received a gradient.")
        """,
    )
