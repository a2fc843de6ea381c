from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=3,
    idea="axis of a reduction",
    section="tensors",
    level="diagnose",
)
def standardize_by_column(draw):
    """A mean over the wrong axis, which a square table does not give away."""
    size = draw.integer(3, 6)
    wrong_line = draw.choice(["mean", "std"])
    mean_axis, std_axis = (1, 0) if wrong_line == "mean" else (0, 1)
    lines = {
        "mean": f"mean = X.mean(axis={mean_axis})",
        "std": f"std = X.std(axis={std_axis})",
    }
    other = "std" if wrong_line == "mean" else "mean"
    what = {"mean": "mean", "std": "standard deviation"}[wrong_line]
    return Faulty(
        f"""
        Rows of `X` are examples, columns are features. Every **feature** is to get mean 0 and standard deviation 1.
        On a table of {size} examples with {size} features the function runs, but its result is wrong.
        """,
        f"""
        def standardize(X):
            {lines["mean"]}
            {lines["std"]}
            return (X - mean) / std
        """,
        f"""
        X = np.random.default_rng(3).normal(2.0, 3.0, size=({size}, {size}))
        Z = standardize(X)
        assert np.allclose(Z.mean(axis=0), 0.0) and np.allclose(Z.std(axis=0), 1.0)
        Z = standardize(np.random.default_rng(4).normal(size=({size + 2}, {size})))
        assert np.allclose(Z.mean(axis=0), 0.0) and np.allclose(Z.std(axis=0), 1.0)
        """,
        right_edit(
            lines[wrong_line],
            f"{wrong_line} = X.{wrong_line}(axis=0)",
            because=f"Axis 0 runs over examples: one {what} per feature. Broadcasting then takes it from every row.",
        ),
        wrong_edit(
            lines[wrong_line],
            f"{wrong_line} = X.{wrong_line}(axis=1, keepdims=True)",
            because=f"The shape is now right for a {what} of every *row*; features are columns.",
        ),
        wrong_edit(
            lines[wrong_line],
            f"{wrong_line} = X.{wrong_line}()",
            because=f"This is one {what} for the whole table, not one per feature.",
        ),
        wrong_edit(
            lines[other],
            f"{other} = X.{other}(axis=1)",
            because="Now both are taken over the features of one example: it is the examples that are standardized, "
            "if any.",
        ),
        wrong_edit(
            "return (X - mean) / std",
            "return X - mean / std",
            because="Division comes before subtraction. Here it is the mean that would be divided.",
        ),
    )
