from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=4,
    idea="which activation",
    section="activation-functions",
    level="transfer",
)
def activation_for_the_output(draw):
    """The range of an activation decides where it may stand last."""
    what, low = draw.choice(
        [
            ("the change of a share's price, in manat, which may be negative", "a fall"),
            ("the error of a clock, in seconds, fast or slow", "a slow clock"),
            ("the difference of two heights, in metres, of either sign", "a lower second height"),
        ]
    )
    return OpenQuestion(
        f"""
        A network is to predict {what}. Its last layer ends in a ReLU, and its hidden layers use the sigmoid. It never
        predicts {low}, and its first layers hardly learn.

        For each of the two activations say what is wrong with it in its place, and what you would put there.
        """,
        model="""
        A ReLU gives no negative number, so negative targets are out of reach, and for examples whose last sum is
        negative its slope is 0. The last layer should have no activation. The slope of a sigmoid is at most 1/4, and
        the slopes of the layers are multiplied on the way back, so that little reaches the first layers. ReLU (or
        GELU, leaky ReLU) belongs there.
        """,
        rubric=[
            Criterion(
                "at the output",
                1,
                counts="ReLU cannot be negative; the output should have no activation (be linear). Half for one of the "
                "two. Tanh with a scale also counts as a remedy where its bound is mentioned.",
                does_not="A sigmoid or a softmax at the output.",
            ),
            Criterion(
                "in the hidden layers",
                1,
                counts="Slopes of the sigmoid are small (at most 1/4, flat at the ends) and multiply: the gradient "
                "vanishes; use ReLU or a relative. Half for one of the two.",
                does_not="That the sigmoid is slow to compute, and no more.",
            ),
        ],
        examples="""
        1, 1: relu at the end can't output negative values -> linear output. Sigmoids derivative is max 0.25 so the
        gradients vanish with depth, use relu in hidden layers
        1, 1: no activation in the last layer because the output needs both signs. hidden: relu instead of sigmoid bc
        of vanishing gradient
        1, 0.5: The output must be able to be negative, so remove relu there. In the hidden layers I would use relu.
        0.5, 1: relu only gives positive numbers. sigmoid saturates and gradients get multiplied by small numbers, so
        use leaky relu
        0.5, 0: Relu cant predict negative.
        0, 1: use sigmoid for the output, and in hidden layers relu as the sigmoid gradient vanishes in deep networks
        0, 0.5: vanishing gradients in the hidden layers
        1, 0: linear output instead of relu as the values can be negative. The sigmoid is good since it is smooth.
        0, 0: The learning rate is too small, so it has not learned negative numbers yet.
        0, 0: softmax should be used at the output and sigmoid is fine.
        """,
    )
