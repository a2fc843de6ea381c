from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=4,
    idea="saturation",
    section="activation-functions",
    level="diagnose",
)
def sure_and_wrong(draw):
    """A saturated sigmoid hands back almost no gradient, however wrong it is."""
    z, y = draw.choice([(-9, 1), (-12, 1), (10, 0)])
    a = "0.0001" if z == -9 else ("0.000006" if z == -12 else "0.99995")
    return OpenQuestion(
        f"""
        A neuron with a sigmoid is trained with the squared error $(a - y)^2$. For one example $y = {y}$, the sum is
        $z = {z}$, and so $a = {a}$: about as wrong as it can be. Yet a step of gradient descent hardly changes the
        weights.

        Name the factor in $\\mathrm{{d}}L / \\mathrm{{d}}z$ that is to blame and say how large it is, about; and say
        why a larger learning rate is no good cure.
        """,
        model=f"""
        dL/dz = 2 (a - y) a (1 - a). The error is nearly 1 in size, but the slope of the sigmoid, a (1 - a), is about
        {"1e-4" if z == -9 else ("6e-6" if z == -12 else "5e-5")}: the sigmoid is flat there. A rate large enough to
        move this example would make enormous steps for examples whose z is near zero, where the slope is 1/4, and throw
        the weights about.
        """,
        rubric=[
            Criterion(
                "the slope",
                1,
                counts="The slope of the sigmoid, a(1 - a), is almost zero there (any number of the right size, or "
                "'close to 0'). Half if it is only said that the sigmoid is saturated or flat, without the factor.",
                does_not="That the error a - y is small, or that the learning rate is too small.",
            ),
            Criterion(
                "the rate",
                1,
                counts="Other examples (or this one later) have slopes thousands of times larger: for them the steps "
                "would be far too long.",
                does_not="That training would be slow, or that it overfits.",
            ),
        ],
        examples="""
        1, 1: a(1-a) is around 0. A larger lr would explode the steps for the examples where the sigmoid isnt flat
        1, 1: the derivative of the sigmoid a*(1-a) ~ 1e-4 or less multiplies everything. other examples with z near 0
        have slope 0.25 so for those the large learning rate diverges
        1, 1: sigmoid' = a(1-a) ≈ 0, so gradient ≈ 0. With bigger lr as soon as z gets closer to 0 the gradient is big
        and the step overshoots.
        0.5, 1: It's saturated. If you increase the lr the other samples get too large updates.
        1, 0: slope a(1-a) is almost 0. A larger learning rate would overfit.
        0.5, 0: because the sigmoid is flat on both ends
        0, 1: the rate would be too big for other examples
        0, 0: (a - y) is small so there is no gradient.
        0, 0: the neuron is dead because relu gives 0
        0, 0: Bad initialization; you have to restart the training with new weights.
        """,
    )
