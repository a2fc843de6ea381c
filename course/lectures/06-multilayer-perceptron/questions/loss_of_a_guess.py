from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=2,
    idea="share of right answers",
    section="train",
    level="apply",
)
def loss_of_a_guess(draw):
    """Accuracy looks at the signs of scores alone; the gradient at how far they are off."""
    big, small = draw.choice([5.0, 9.0, 20.0]), draw.choice([0.1, 0.2, 0.5])
    scores = draw.choice([[big, -small, small, -big], [-big, small, -small, big], [small, big, -big, -small]])
    labels = draw.choice([[1, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 1]])
    agree = [(score > 0) == (label == 1) for score, label in zip(scores, labels, strict=True)]
    rights = sum(agree)
    return Program(
        f"""
        scores = torch.tensor({scores})
        labels = torch.tensor({labels})
        right = (scores > 0) == (labels == 1)
        print(int(right.sum()), round(right.float().mean().item(), 2))
        """,
        *(
            wrong(f"{n} {n / 4}", because=because)
            for n, because in {
                4 - rights: "The sides are turned: a score above 0 says class 1.",
                sum(r and abs(f) > 1 for r, f in zip(agree, scores, strict=True)): "How large a score is does not "
                "count here, only its sign: the small ones that agree are right as well.",
                sum(labels): "This counts the labels of class 1, not the answers that are right.",
            }.items()
            if n != rights
        ),
        because=f"A score above 0 says class 1. {rights} of the four agree with their labels.",
    )
