from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=4,
    idea="broadcast and sum",
    section="in-tensors",
    level="apply",
)
def bias_of_a_batch(draw):
    """What was broadcast forward is summed backward."""
    batch, neurons = draw.choice([(32, 10), (64, 8), (16, 5)])
    return OpenQuestion(
        f"""
        In `Z = X @ W.T + b`, `Z` has shape ({batch}, {neurons}) and `b` has shape ({neurons},). A student's backward
        pass sets the gradient of `b` to `dZ`, of shape ({batch}, {neurons}). The update `b -= rate * db` fails.

        Explain what must be done with `dZ` and over which axis, and why, in terms of how often each number of `b` is
        used in the forward pass.
        """,
        model=f"""
        Sum dZ over the first axis, the {batch} examples, which gives shape ({neurons},). Each number of b is used once
        in every row, because b was broadcast over the rows, and a value that is used several times receives the sum of
        what its uses send back.
        """,
        rubric=[
            Criterion(
                "sum over the examples",
                1,
                counts="Sum (dZ.sum(0), over the rows, the batch axis). Half for a mean over the right axis, or a sum "
                "without the axis.",
                does_not="A reshape, taking one row, or a sum over the neurons.",
            ),
            Criterion(
                "why",
                1,
                counts="Each bias is used in all rows (broadcast), and gradients of several uses are added.",
                does_not="Only that the shapes must agree.",
            ),
        ],
        examples="""
        1, 1: dZ.sum(axis=0). b is used for every sample in the batch, gradients from all uses accumulate
        1, 1: sum over the batch dimension, because b was broadcast to all rows, so b_j influences all rows and the
        contributions add up
        1, 1: you have to add up the rows since the same b is added to every row in forward
        0.5, 1: average over the batch, since every example uses the same b and they all contribute
        1, 0: db = dZ.sum(0) so that the shapes match
        0.5, 0: it has to be summed.
        0, 1: b is used in each row, so it gets a gradient from each of them, and those have to be combined
        0, 0: reshape dZ to the shape of b
        0, 0: take dZ[0] because all rows are the same
        0, 0: Sum over the neurons (axis 1), because each neuron has a bias.
        """,
    )
