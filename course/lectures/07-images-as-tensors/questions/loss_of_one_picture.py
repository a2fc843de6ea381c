from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=3,
    idea="gradient of the loss",
    section="cross-entropy",
    level="apply",
)
def loss_of_one_picture(draw):
    """The gradient of the scores: what was said, minus what was right, divided by the number of examples."""
    label = draw.integer(0, 3)
    rows = draw.choice([1, 2, 5])
    share = 1 / 4
    right = [round((share - (k == label)) / rows, 4) for k in range(4)]
    whole = [share - (k == label) for k in range(4)]
    return Program(
        f"""
        scores = torch.zeros({rows}, 4, requires_grad=True)
        labels = torch.full(({rows},), {label})
        F.cross_entropy(scores, labels).backward()
        print([round(g, 4) for g in scores.grad[0].tolist()])
        """,
        *(
            [wrong(whole, because="The loss is the mean of the examples: each has its share of the gradient.")]
            if rows > 1
            else []
        ),
        wrong(
            [-g for g in right],
            because="The sign: the gradient of the right class is negative, for a larger score makes the loss smaller.",
        ),
        wrong(
            [round(share / rows, 4)] * 4,
            because="These are the probabilities alone. From that of the right class 1 is taken off.",
        ),
        because=f"Four equal scores give 1/4 each. The gradient is p - [k = {label}], divided by {rows} example"
        f"{'s' if rows > 1 else ''}.",
    )
