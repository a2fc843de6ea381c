from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=7,
    outcome="Understand image representations",
    minutes=2,
    idea="permute or reshape",
    section="memory",
    level="diagnose",
)
def reshape_is_not_permute(draw):
    """The right shape and a scrambled picture."""
    height, width = draw.choice([(40, 60), (24, 32), (48, 64)])
    return Choices(
        f"""
        Photographs are read as arrays of shape `({height}, {width}, 3)`. Leyla makes `photo.reshape(3, {height},
        {width})`
        of each. Training runs without an error, but the network is poor, and "the red channel", shown as a grey
        picture, is full of fine stripes in which hardly anything can be recognized. What happened?
        """,
        right(
            "`reshape` kept the order in memory; `permute(2, 0, 1)` was needed.",
            because="The line of memory is cut anew: the first channel holds red, green and blue of the upper third.",
        ),
        wrong(
            "`reshape` made a copy, so the labels no longer fit.",
            because="Whether something is copied changes no number, and labels are not touched at all.",
        ),
        wrong(
            f"The order should be `({width}, {height})`: width comes first.",
            because="PyTorch has the height before the width, as written.",
        ),
        wrong(
            "The pixels are still bytes, and wrap around.",
            because="Bytes wrap around in arithmetic, and none was done yet. They would not make stripes.",
        ),
        key=f"""
        photo = torch.arange({height} * {width} * 3).reshape({height}, {width}, 3)
        red = photo[:, :, 0]
        if torch.equal(photo.permute(2, 0, 1)[0], red) and not torch.equal(photo.reshape(3, {height}, {width})[0], red):
            print("reshape kept the order in memory; permute(2, 0, 1) was needed.")
        """,
    )
