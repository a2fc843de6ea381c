from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=4,
    idea="last layer without activation",
    section="stacked-neurons",
    level="diagnose",
)
def output_that_cannot_say_no(draw):
    """A ReLU behind the last layer makes class 0 impossible to say."""
    hidden = draw.choice([16, 32, 20])
    return OpenQuestion(
        f"""
        In a network 2-{hidden}-1 for two classes, Nigar puts a ReLU behind *every* layer, the last one too, and trains
        with the logistic loss on scores. No point is ever given to class 0 with more certainty than one half, and
        for many points the gradient is exactly zero.

        Explain both observations, and say how to mend the network.
        """,
        model="""
        A score says class 0 by being negative. Behind a ReLU it is at least 0, so the probability of class 1 is at
        least sigmoid(0) = 1/2. Where the last sum is negative, the slope of the ReLU is 0, so nothing flows back.
        Remove the activation behind the last layer.
        """,
        rubric=[
            Criterion(
                "one half",
                1,
                counts="The score is never negative, so sigmoid(score) is at least 1/2 (class 0 needs negative ones).",
                does_not="That the loss is wrong, or that the network is too small.",
            ),
            Criterion(
                "zero gradient and the mend",
                1,
                counts="The ReLU is flat for negative sums, so nothing flows back; and no activation belongs behind "
                "the last layer. Half for one of the two.",
                does_not="Another learning rate or a longer training.",
            ),
        ],
        examples="""
        1, 1: relu output >= 0 so sigmoid >= 0.5, class 0 would need negative scores. If z<0 the relu derivative is 0.
        Remove the last relu
        1, 1: the scores can't be below zero so p(class 1) is at least 0.5. Gradients are zero where the last relu is
        off. The last layer must be linear.
        1, 0.5: Scores are never negative because of the ReLU, so it can never be sure about class 0. Take it out.
        0.5, 1: the last relu only lets positive scores through. Where the sum is negative the gradient is 0 (dead).
        Linear output is needed.
        1, 0: as relu gives only positive numbers the sigmoid of it is more than half
        0, 1: relu has slope 0 for negative inputs so the gradient dies there; don't use an activation in the output
        0, 0.5: The gradient is zero because relu is flat on the negative side.
        0, 0: The learning rate is too high and the neurons died.
        0, 0: It should use softmax since logistic loss does not work with two classes.
        0, 0: She needs more hidden neurons to separate the points.
        """,
    )
