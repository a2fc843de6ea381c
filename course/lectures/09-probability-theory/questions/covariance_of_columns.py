from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=3,
    idea="covariance matrix",
    section="covariance",
    level="apply",
)
def covariance_of_columns(draw):
    """Means of columns, and a product that sums over the rows."""
    d = draw.choice([2, 3])
    n = draw.choice([50, 80])
    return Faulty(
        f"""
        `X` has {n} rows (examples) and {d} columns (features). The function is to return the ({d}, {d}) matrix of
        covariances, divided by the number of
        examples. It returns a matrix of the right shape with wrong numbers.
        """,
        """
        def covariance(X):
            mean = X.mean()
            centred = X - mean
            return centred.T @ centred / len(X)
        """,
        f"""
        X = np.random.default_rng(0).normal(size=({n}, {d})) + 5.0 * np.arange({d})
        assert np.allclose(covariance(X), np.cov(X.T, bias=True))
        """,
        right_edit(
            "mean = X.mean()",
            "mean = X.mean(axis=0)",
            because="Each column has a mean of its own: axis 0 runs over the examples.",
        ),
        wrong_edit(
            "mean = X.mean()",
            "mean = X.mean(axis=1, keepdims=True)",
            because="This is the mean of each example over its features, which have different meanings.",
        ),
        wrong_edit(
            "centred = X - mean",
            "centred = X / mean",
            because="A distance from the mean is a difference.",
        ),
        wrong_edit(
            "return centred.T @ centred / len(X)",
            "return centred.T @ centred / (len(X) - 1)",
            because="Another division hardly changes the numbers, and here it is the division by n that is asked for.",
        ),
        wrong_edit(
            "return centred.T @ centred / len(X)",
            "return centred @ centred.T / len(X)",
            because=f"That is ({n}, {n}): examples against examples. The product must sum over the examples.",
        ),
    )
