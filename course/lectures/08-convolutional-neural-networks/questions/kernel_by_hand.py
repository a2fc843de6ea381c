import itertools

from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=8,
    outcome="Define and implement 2D",
    minutes=3,
    idea="cross-correlation",
    section="cross-correlation",
    level="apply",
)
def kernel_by_hand(draw):
    """Cross-correlation does not turn the kernel."""
    row = draw.sample(list(range(10)), 5)
    a, b = draw.choice([(-1, 2), (1, -2), (3, -1), (-2, 1)])
    made = [a * p + b * q for p, q in itertools.pairwise(row)]
    turned = [b * p + a * q for p, q in itertools.pairwise(row)]
    return Program(
        f"""
        x = torch.tensor([[[{row}]]])
        w = torch.tensor([[[[{a}, {b}]]]])
        print(F.conv2d(x, w).flatten().tolist())
        """,
        wrong(turned, because="Here the kernel was turned around first. PyTorch's conv2d is a cross-correlation."),
        wrong(made[::2], because="The stride is 1 unless it is named: every place counts."),
        wrong(
            [*made, a * row[-1]],
            because="There is no padding unless it is named: the kernel stays within the row.",
        ),
        because=f"At each of 5 - 2 + 1 = 4 places: {a} times the left pixel plus {b} times the right one. The first is "
        f"{a} · {row[0]} + {b} · {row[1]} = {made[0]}.",
    )
