from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=8,
    outcome="Compare MLP with CNN.",
    minutes=4,
    idea="inductive bias",
    section="comparison",
    level="recall",
)
def why_fewer_weights_do_better(draw):
    """Two assumptions about pictures are built into a convolution."""
    what = draw.choice(["handwritten letters", "X-ray pictures of hands", "photographs of birds"])
    return OpenQuestion(
        f"""
        On {what}, a CNN with 120,000 parameters makes a third of the mistakes of an MLP with 400,000. "Strange," says a
        student, "the MLP could represent the same function. It has more parameters!"

        Name the **two** assumptions about pictures that are built into a convolution layer, and for each the
        property of the
        layer that expresses it.
        """,
        model="""
        Neighbouring pixels belong together: each output looks at a small window only (local connections). The same
        thing may be
        anywhere: the same kernel is used at every place (shared weights), so that what was learned at one place is
        known at
        all. The MLP would have to learn both from data, and at each place anew.
        """,
        rubric=[
            Criterion(
                "locality",
                1,
                counts="Nearby pixels matter together; a kernel sees only a small window / is connected locally.",
                does_not="That kernels are small to be fast, or that pooling makes the picture smaller.",
            ),
            Criterion(
                "same everywhere",
                1,
                counts="A pattern may appear anywhere; weights are shared over places (equivariance to shifts). "
                "Half for "
                "naming the property without what it assumes.",
                does_not="That a CNN is invariant to everything, such as turning.",
            ),
        ],
        examples="""
        1, 1: locality - features are made from nearby pixels, the kernel only covers a small region. translation -
        an object
        can be anywhere so the same kernel is used at all positions
        1, 1: Pixels that are close are related (small receptive field of kernel) and patterns repeat at different
        places
        (weight sharing).
        1, 1: 1. neighbouring pixels form a feature so each unit only sees a patch 2. the same feature can occur
        anywhere, the
        weights are shared
        1, 0.5: It looks at local windows because nearby pixels are correlated, and it uses weight sharing.
        1, 0: The kernel only looks at neighbours which are related. It also has fewer parameters so it does not
        overfit.
        0, 1: what is learned in one place is valid in all others because the same weights slide over the image
        0, 0.5: it has shared weights
        0.5, 1: The connections are local. Things can appear anywhere and the weights are shared.
        0, 0: It has more layers so it is deeper and can learn more complex functions.
        0, 0: Pooling and ReLU make it nonlinear, MLPs are linear.
        0, 0: CNNs use the GPU better so they train longer.
        """,
    )
