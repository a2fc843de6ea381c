from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=4,
    idea="logistic loss against squared error",
    section="loss",
    level="apply",
)
def why_not_the_squared_error(draw):
    """For a point that is wrong and sure, the logistic loss has a gradient and the squared error has none."""
    f, t = draw.choice([(-8, 1), (8, 0), (-10, 1)])
    return OpenQuestion(
        f"""
        A point of class {t} has the score $f = {f}$. Compare the gradient with respect to the score for (a) the
        logistic loss and (b) the squared error $(\\sigma(f) - {t})^2$.

        Give the size of each, roughly, and explain where the difference comes from.
        """,
        model="""
        (a) p - t, nearly 1 in size: what was said minus what is true. (b) 2 (p - t) times the slope of the sigmoid,
        p (1 - p), which is almost 0 so far out, so the gradient is almost 0. In the logistic loss the derivative of the
        logarithm, -1/p for class 1 and 1/(1 - p) for class 0, cancels the factor of the slope that is almost 0.
        """,
        rubric=[
            Criterion(
                "sizes",
                1,
                counts="About 1 for the logistic loss, about 0 for the squared error. Half for one of the two.",
                does_not="That the one is just 'larger'.",
            ),
            Criterion(
                "where it comes from",
                1,
                counts="The squared error has the slope of the sigmoid as a factor, which is flat (p(1 - p) near 0); "
                "in the logistic loss it cancels. Half for the flat sigmoid without the cancelling.",
                does_not="That the logarithm is larger than the square, and no more.",
            ),
        ],
        examples="""
        1, 1: logistic: |p-t| ≈ 1. squared: 2(p-t)p(1-p) ≈ 0 because the sigmoid is saturated. The log cancels the
        sigmoid derivative
        1, 1: (a) about 1, (b) around 0.001 or less. In (b) the factor sigma' is nearly zero. In (a) derivative of log
        gives 1/p which cancels with p(1-p)
        1, 0.5: a: close to 1, b: close to zero as the slope of the sigmoid is small there
        0.5, 1: the gradient of the MSE is almost zero since it contains p(1-p), and in cross entropy that term
        disappears by the derivative of the log.
        1, 0: 1 for the logistic and 0 for squared.
        0, 1: MSE has the extra factor sigma'(f) which vanishes, BCE doesn't since it cancels
        0, 0.5: Because the sigmoid is flat in that area
        0, 0: The logistic loss is larger because log goes to infinity.
        0, 0: Both are 0 since the neuron is dead.
        0, 0: (a) is 8 and (b) is 64, because of the square.
        """,
    )
