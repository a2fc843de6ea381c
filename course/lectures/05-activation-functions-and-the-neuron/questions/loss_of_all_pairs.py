from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=2,
    idea="silent broadcasting",
    section="in-tensors",
    level="diagnose",
)
def loss_of_all_pairs(draw):
    """A column minus a row is a square."""
    n, inputs = draw.choice([3, 4, 5, 8]), draw.choice([2, 6])
    return Program(
        f"""
        X = np.ones(({n}, {inputs}))
        W = np.ones((1, {inputs}))
        y = np.zeros({n})
        a = X @ W.T
        error = a - y
        print(a.shape, error.shape)
        """,
        wrong(
            f"({n}, 1) ({n},)",
            because="The target has no second axis. Shapes are compared from the right, so it is taken for a row.",
        ),
        wrong(
            f"({n},) ({n},)",
            because="W has one row, so `X @ W.T` keeps an axis of length 1 for the one neuron.",
        ),
        wrong(
            f"({n}, 1) ({n}, 1)",
            because="Counted from the right, 1 meets the length of y and is stretched to it.",
        ),
        because=f"A column of {n} and a row of {n} broadcast to ({n}, {n}): every answer is compared with every "
        "target, and no error is raised.",
    )
