from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(class_=3, outcome="Understand how gradient descent updates", minutes=3, idea="gradient in matrix form")
def gradient_of_the_mean_square(draw):
    """The gradient of the mean squared error of a linear model, for all weights at once."""
    rate, steps = draw.choice([0.1, 0.05]), draw.choice([100, 200])
    n, d = draw.choice([(20, 3), (30, 4), (50, 2)])
    return Fragment(
        f"""
        Gradient descent on the mean squared error of a linear model. `X` has the shape `({n}, {d})`, `y` the shape
        `({n},)`, and the loss is `np.mean((X @ w - y) ** 2)`.
        """,
        f"""
        def gradient(X, y, w):
            error = X @ w - y
            return ____

        def fit(X, y):
            w = np.zeros(X.shape[1])
            for step in range({steps}):
                w = w - {rate} * gradient(X, y, w)
            return w
        """,
        f"""
        numbers = np.random.default_rng(1)
        X, y, w = numbers.normal(size=({n}, {d})), numbers.normal(size={n}), numbers.normal(size={d})
        print(gradient(X, y, w).round(6).tolist(), fit(X, y).round(6).tolist())
        loss = lambda w: np.mean((X @ w - y) ** 2)
        nudged = [(loss(w + 1e-5 * e) - loss(w - 1e-5 * e)) / 2e-5 for e in np.eye({d})]
        assert np.allclose(gradient(X, y, w), nudged, atol=1e-6)
        """,
        right(
            "2 * X.T @ error / len(y)",
            because="Each weight's gradient sums the errors times its own feature, over all examples; 2 from the "
            "square, n from the mean.",
        ),
        wrong(
            "2 * X @ error / len(y)",
            because="The shapes do not fit: it is `X.T`, with one row a weight, that meets the errors.",
        ),
        wrong("X.T @ error / len(y)", because="The 2 of the square is missing: half of the gradient."),
        wrong(
            "2 * X.T @ error", because="This is the gradient of the *sum*; the loss is a mean, so it is divided by n."
        ),
        wrong("2 * np.mean(error) * X.mean(axis=0)", because="The mean of a product is not the product of the means."),
    )
