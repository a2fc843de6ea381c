from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=8,
    outcome="Define and implement 2D",
    minutes=2,
    idea="pooling",
    section="pooling",
    level="recall",
)
def pool_before_the_border(draw):
    """Windows side by side; what is left over at the border is dropped."""
    drawn = draw.sample(list(range(1, 40)), 10)
    row, low = drawn[:5], drawn[5:]
    first, second = max(row[:2] + low[:2]), max(row[2:4] + low[2:4])
    sliding = [max(row[i : i + 2] + low[i : i + 2]) for i in range(4)]
    return Program(
        f"""
        x = torch.tensor([[[{row},
                           {low}]]]).float()
        print(F.max_pool2d(x, 2).flatten().int().tolist())
        """,
        wrong(sliding, because="Pooling moves by its own size, here 2, unless a stride is named."),
        wrong([first, second, max(row[4], low[4])], because="A window that reaches over the border is left out."),
        wrong(
            [max(row[0:2]), max(row[2:4]), max(low[0:2]), max(low[2:4])],
            because="A window of 2 is 2 by 2: it takes numbers of both rows.",
        ),
        because="⌊(5 - 2)/2⌋ + 1 = 2 windows. The fifth column belongs to none.",
    )
