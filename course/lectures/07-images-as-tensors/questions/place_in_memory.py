from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=7,
    outcome="Understand image representations",
    minutes=3,
    idea="strides",
    section="memory",
    level="apply",
)
def place_in_memory(draw):
    """`permute` moves strides, not numbers."""
    height, width = draw.choice([(4, 5), (5, 6), (6, 4), (3, 7)])
    row = 3 * width
    return Program(
        f"""
        photo = torch.zeros({height}, {width}, 3)
        x = photo.permute(2, 0, 1)
        print(tuple(x.shape), x.stride())
        """,
        wrong(
            f"(3, {height}, {width}) ({height * width}, {width}, 1)",
            because="These would be the strides of a copy that is contiguous. `permute` copies nothing.",
        ),
        wrong(
            f"(3, {height}, {width}) ({row}, 3, 1)",
            because="These are the strides before: they are permuted like the shape.",
        ),
        wrong(
            f"({height}, {width}, 3) ({row}, 3, 1)",
            because="That is `photo`, unchanged. `x` is another way to read the same memory.",
        ),
        because=f"In memory a row is {row} places on, a pixel 3, a channel 1. The same three numbers, in the order "
        f"channel, "
        "row, column.",
    )
