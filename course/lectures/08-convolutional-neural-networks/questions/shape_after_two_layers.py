from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=8,
    outcome="Define and implement 2D",
    minutes=3,
    idea="output size",
    section="padding-and-stride",
    level="apply",
)
def shape_after_two_layers(draw):
    """The size formula, with a rest that the floor takes away."""
    size = draw.choice([31, 28, 45])
    kernel, padding, stride = draw.choice([(5, 1, 2), (3, 0, 2), (7, 2, 3), (4, 1, 3)])
    channels = draw.choice([6, 12])
    first = (size + 2 * padding - kernel) // stride + 1
    second = first // 2
    unpadded = (size - kernel) // stride + 1
    return Program(
        f"""
        x = torch.zeros(4, 3, {size}, {size})
        x = nn.Conv2d(3, {channels}, {kernel}, stride={stride}, padding={padding})(x)
        print(tuple(x.shape))
        print(tuple(F.max_pool2d(x, 2).shape))
        """,
        *(
            [
                wrong(
                    f"(4, {channels}, {unpadded}, {unpadded})\n(4, {channels}, {unpadded // 2}, {unpadded // 2})",
                    because="The padding is left out here. It counts on both sides: 2p more cells.",
                )
            ]
            if unpadded not in (first, first - 1)
            else []
        ),
        wrong(
            f"(4, {channels}, {first - 1}, {first - 1})\n(4, {channels}, {(first - 1) // 2}, {(first - 1) // 2})",
            because="The first place counts, too: plus 1.",
        ),
        wrong(
            f"(4, 3, {first}, {first})\n(4, 3, {second}, {second})",
            because="The number of channels is now that of the kernels.",
        ),
        wrong(
            f"(4, {channels}, {first}, {first})\n(4, {channels}, {first - 1}, {first - 1})",
            because="Pooling by 2 has stride 2 unless another is named: the size is halved.",
        ),
        because=f"⌊({size} + {2 * padding} - {kernel}) / {stride}⌋ + 1 = {first}; pooling halves it, rounded down: "
        f"{second}.",
    )
