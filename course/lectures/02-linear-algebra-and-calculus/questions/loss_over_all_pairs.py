from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=4,
    idea="broadcasting",
    section="tensors",
    level="diagnose",
)
def loss_over_all_pairs(draw):
    """A column minus a row is a table of all pairs, and no error says so."""
    n = draw.choice([50, 64, 100, 200])
    return OpenQuestion(
        f"""
        In NumPy, `predicted` has the shape `({n}, 1)` and `target` the shape `({n},)`. The loss is computed as

        ```python
        loss = ((predicted - target) ** 2).mean()
        ```

        It runs without an error, but training on this loss pulls every prediction towards the same number. Say what
        `predicted - target` contains, with its shape, and give one change that mends the loss.
        """,
        model=f"""
        Broadcasting stretches both to ({n}, {n}), so the difference holds every prediction minus every target
        and not the {n} matching pairs. Give both the same shape, for example predicted.squeeze(1) - target.
        """,
        rubric=[
            Criterion(
                "all pairs",
                1,
                counts=f"({n}, {n}): every prediction with every target. Half for broadcasting or the shape alone.",
                does_not="That the shapes do not fit, or that an axis is lost, without what is computed.",
            ),
            Criterion(
                "same shape",
                1,
                counts="Any working change: squeeze, reshape, flatten, [:, 0], target[:, None].",
                does_not="Transposing `target` (a vector stays as it is), or other words for the mean.",
            ),
        ],
        examples=f"""
        1, 1: broadcasting makes it {n}x{n}, each prediction minus each target. fix: predicted[:, 0] - target
        1, 1: The result has shape ({n}, {n}) because the row is subtracted from the column, so all combinations are
        compared instead of pairs. Use target.reshape({n}, 1).
        1, 1: it compares all {n} predictions with all {n} targets. predicted.flatten() solves it
        0.5, 1: Numpy broadcasts the arrays to ({n},{n}). He should write predicted.squeeze().
        1, 0: matrix of all differences between every predicted and every target, {n}*{n}. He should take target.T so
        they match
        0.5, 0: The shape becomes ({n},{n}) and this is wrong. Use sum instead of mean.
        0, 1: the shapes are not equal so numpy repeats the last number. should reshape target to ({n},1)
        0, 0: The difference has {n} elements but the mean is taken over the wrong axis, write mean(axis=0).
        0, 0: nothing is wrong with the subtraction, the learning rate is too big
        0, 0: A loss should be a cross entropy for such a task, because MSE goes to the mean.
        """,
    )
