from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=2,
    idea="axis of a reduction",
    section="tensors",
    level="recall",
)
def sum_over_an_axis(draw):
    """The axis that is named is the one that is summed away."""
    first, second = draw.sample(list(range(1, 9)), 3), draw.sample(list(range(1, 9)), 3)
    axis = draw.choice([0, 1])
    columns = [a + b for a, b in zip(first, second, strict=True)]
    rows = [sum(first), sum(second)]
    return Program(
        f"""
        X = torch.tensor([{first},
                          {second}])
        print(X.sum(dim={axis}).tolist())
        """,
        wrong(
            rows if axis == 0 else columns,
            because=f"That sums along the other axis. `dim={axis}` is the axis that goes away.",
        ),
        wrong(sum(rows), because="Without `dim` everything would be summed. Here only one axis is."),
        because="Dimension 0 counts the rows; summed away, it leaves one number per column."
        if axis == 0
        else "Dimension 1 counts the columns; summed away, it leaves one number per row.",
    )
