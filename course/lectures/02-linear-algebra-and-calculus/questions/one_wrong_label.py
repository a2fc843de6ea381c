from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=2,
    outcome="Apply norms and inner products.",
    minutes=4,
    idea="norms and outliers",
    section="norms",
    level="apply",
)
def one_wrong_label(draw):
    """One bad example moves a squared loss far more than an absolute one."""
    normal, bad = draw.choice([(1, 10), (1, 20), (2, 20), (2, 40)])
    ratio = bad // normal
    return OpenQuestion(
        rf"""
        A model is off by about {normal} on each of its 100 examples, except for one example with a mistyped label,
        where it is off by {bad}. It can be trained on the sum of squared errors ($\lVert e \rVert_2^2$) or on the
        sum of absolute errors ($\lVert e \rVert_1$).

        Compare how much the mistyped example counts, beside one ordinary example, in each of the two sums. Which of
        the two models will be bent more towards the wrong label, and why?
        """,
        model=f"""
        In the squared sum the mistyped example counts {bad}² against {normal}², {ratio**2} times as much as an
        ordinary one; in the absolute sum {bad} against {normal}, {ratio} times. So the model trained on squares is
        bent more: squaring makes a large error count out of proportion.
        """,
        rubric=[
            Criterion(
                "how much it counts",
                1,
                counts=f"{ratio**2} times in the squared and {ratio} times in the absolute sum. Half for one of them.",
                does_not="That it counts more, without numbers.",
            ),
            Criterion(
                "which is bent, and why",
                1,
                counts="The squared one: squares grow faster than the error (or: its gradient grows with the error, "
                "that of the absolute value does not). Half for the right one without a reason.",
                does_not="That squares remove the sign, or are larger numbers in general.",
            ),
        ],
        examples=f"""
        1, 1: squared: {bad**2} vs {normal**2} so {ratio**2}x. absolute: {ratio}x. L2 is bent more bc the square
        punishes big errors much harder
        1, 1: With L1 the outlier is {ratio} normal points, with L2 it is {ratio**2} points. L2 model moves more to
        it since the loss grows quadraticaly
        1, 1: {ratio**2} and {ratio} times. The squared model, its gradient is proportional to the error but in L1
        every example pulls with the same strength
        1, 0.5: In squares {ratio**2} times more, in absolute {ratio} times more. So the squares are worse here.
        0.5, 1: It counts {ratio**2} times as much in the squared loss. This model will follow the wrong label,
        large errors are overweighted by squaring.
        1, 0: {ratio} times for the absolute, {ratio**2} times for the square. The absolute one is bent more because
        it has no derivative at zero
        0, 1: the squared one because a big error gets bigger when you square it, small errors stay small, so to
        reduce the sum it has to fit the outlier
        0, 0.5: L2 is more sensitive to outliers.
        0, 0: Both count it once since there is one wrong label out of 100, so it is 1 percent in both.
        0, 0: L1 because L1 makes things sparse and removes the unimportant examples
        0, 0: The norm of the wrong example is bigger so we should normalize all the vectors to the length one.
        """,
    )
