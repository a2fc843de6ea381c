from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=8,
    outcome="**Train a LeNet-style CNN** on MNIST.",
    minutes=4,
    idea="pooling",
    section="pooling",
    level="apply",
)
def why_pool(draw):
    """What pooling buys, and what it throws away."""
    task, bad = draw.choice(
        [
            ("which digit is on a picture", "draws a box around the digit, to the pixel"),
            ("whether a street sign is in a picture", "measures how many pixels the sign is wide"),
            ("which letter somebody wrote", "finds the pixel where the pen began"),
            ("whether a cat is on a photo", "draws the line around the cat, to the pixel"),
        ]
    )
    return OpenQuestion(
        f"""
        A LeNet-style network tells {task}. Its max pooling layers (2 by 2, stride 2) help. A second network, which
        {bad}, gets *worse* with the same pooling layers.

        Name two things that pooling gives the first network, and the reason why it harms the second.
        """,
        model="""
        Pooling leaves a quarter of the numbers, so later layers have less to compute and the first linear layer
        fewer weights; the
        receptive field of later layers grows twice as fast; and a feature that moves within its window changes
        nothing (a
        little invariance). The price is that the exact place within the window is forgotten, and the second
        network needs just
        that.
        """,
        rubric=[
            Criterion(
                "two gains",
                1,
                counts="Two of: fewer numbers/computation (or weights in the linear layer), larger receptive field, "
                "invariance to "
                "small shifts. Half for one.",
                does_not="That it adds non-linearity only, or prevents vanishing gradients.",
            ),
            Criterion(
                "place is lost",
                1,
                counts="Within a window the exact position is lost, and the second task asks for it.",
                does_not="That it has too few parameters.",
            ),
        ],
        examples="""
        1, 1: smaller maps -> less computation, and small translations don't change the output. but the exact
        location is lost,
        which the second network needs
        1, 1: It reduces the size by 4 and makes the receptive field larger. For exact positions it is bad since we
        only know
        that the max was somewhere in the window.
        1, 1: invariance to shifts of a pixel + fewer params in the fc layer. The position inside the 2x2 is thrown away
        0.5, 1: It makes the maps smaller. The position isn't known exactly any more.
        0.5, 0: Less computation. The second network has too few layers.
        1, 0: less numbers and more robustness to small shifts. It loses information so it's worse.
        0, 1: pooling forgets where in the window the maximum was, and for exact places we need it
        0.5, 0.5: robust to shift; it blurs the picture
        0, 0: Pooling normalizes the activations.
        0, 0: It has learnable weights that find the most important pixels.
        0, 0: The second one needs a larger learning rate.
        """,
    )
