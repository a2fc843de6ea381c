from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=8,
    outcome="Define and implement 2D",
    minutes=2,
    idea="pooling backward",
    section="pooling",
    level="apply",
)
def which_pooling(draw):
    """The way back through a maximum and through a mean."""
    rows = draw.choice([[[1, 9], [4, 2]], [[3, 0], [5, 8]], [[7, 2], [6, 1]]])
    upstream = draw.choice([4, 8])
    best = max(max(row) for row in rows)
    flat = [upstream if x == best else 0 for row in rows for x in row]
    return Choices(
        f"""
        One window of a pooling layer holds the numbers {rows[0]} and {rows[1]} (upper and lower row). The upstream
        gradient of
        the window's output is {upstream}. What does the window's input receive from **max** pooling and from
        **average**
        pooling, row after row?
        """,
        right(
            f"max: {flat}; average: {[upstream // 4] * 4}",
            because="Only the largest moves the maximum. Each of the four moves the mean by a quarter.",
        ),
        wrong(
            f"max: {[upstream] * 4}; average: {[upstream // 4] * 4}",
            because="Nudge a smaller number: the maximum does not move, so its gradient is 0.",
        ),
        wrong(
            f"max: {flat}; average: {[upstream] * 4}",
            because="The mean of four numbers moves a quarter as far as one of them.",
        ),
        wrong(
            f"max: {flat}; average: {flat}",
            because="All four count in a mean, the largest no more than the others.",
        ),
        key=f"""
        grads = []
        for pool in (F.max_pool2d, F.avg_pool2d):
            x = torch.tensor([[{rows}]], dtype=torch.float32, requires_grad=True)
            pool(x, 2).backward(torch.full((1, 1, 1, 1), {upstream}.0))
            grads.append([int(g) for g in x.grad.flatten()])
        print(f"max: {{grads[0]}}; average: {{grads[1]}}")
        """,
    )
