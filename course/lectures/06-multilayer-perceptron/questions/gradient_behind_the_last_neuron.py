from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=3,
    idea="backward through the hidden layer",
    section="backward",
    level="apply",
)
def gradient_behind_the_last_neuron(draw):
    """From the scores back to the hidden layer's sums."""
    batch, hidden = draw.choice([(5, 3), (6, 4), (4, 7)])
    name, forward, slope, other = draw.choice(
        [("ReLU", "np.maximum(Z, 0)", "(Z > 0)", "(1 - A**2)"), ("tanh", "np.tanh(Z)", "(1 - A**2)", "(Z > 0)")]
    )
    rights = {
        "ReLU": ["df[:, None] * w * (A > 0)", "np.outer(df, w) * (Z > 0)", "np.where(Z > 0, np.outer(df, w), 0.0)"],
        "tanh": ["df[:, None] * w * (1 - A * A)", "np.outer(df, w) * (1 - A**2)", "np.outer(df, w) / np.cosh(Z)**2"],
    }[name]
    return Fragment(
        f"""
        A hidden layer with {name} and one output neuron: `Z` and `A` are ({batch}, {hidden}), `w` is ({hidden},), the
        scores `A @ w + b` are ({batch},), and `df` is the gradient of the loss with respect to them. The function
        returns the gradient with respect to `Z`.
        """,
        f"""
        def back_to_the_sums(Z, w, df):
            A = {forward}
            return ____
        """,
        f"""
        rng = np.random.default_rng(1)
        Z, w, df = rng.normal(size=({batch}, {hidden})), rng.normal(size={hidden}), rng.normal(size={batch})
        dZ = np.asarray(back_to_the_sums(Z, w, df))
        print(dZ.shape, (dZ.round(8) + 0.0).tolist())
        """,
        right(
            f"df[:, None] * w * {slope}",
            because="A gets df times the weights, row by row; the activation multiplies by its slope.",
        ),
        wrong("df[:, None] * w", because=f"This is the gradient of A. The slope of the {name} is missing."),
        wrong(f"df * w * {slope}", because="df belongs to the rows: it needs an axis for the neurons, `df[:, None]`."),
        wrong("A.T @ df", because="This is the gradient of the weights w, summed over the batch."),
        wrong(f"df[:, None] * w * {other}", because="This is the slope of another activation."),
        rights=rights,
    )
