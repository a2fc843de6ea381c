from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=3,
    outcome="Understand how gradient descent updates",
    minutes=3,
    idea="gradient of a mean",
    section="accumulation",
    level="apply",
)
def gradient_of_the_mean_square(draw):
    """The gradient of the mean squared error of a line: one part per example, and their mean."""
    rate, steps = draw.choice([0.1, 0.05]), draw.choice([100, 200])
    n = draw.choice([20, 30, 50])
    return Fragment(
        f"""
        Gradient descent fits the line $w x + b$ to {n} examples. `x` and `y` are arrays of {n} numbers each, and the
        loss is `np.mean((w * x + b - y) ** 2)`. The function returns the derivatives of the loss with respect to `w`
        and to `b`; the first is missing.
        """,
        f"""
        def gradient(x, y, w, b):
            error = w * x + b - y
            return ____, np.mean(2 * error)

        def fit(x, y):
            w, b = 0.0, 0.0
            for step in range({steps}):
                dw, db = gradient(x, y, w, b)
                w, b = w - {rate} * dw, b - {rate} * db
            return w, b
        """,
        f"""
        numbers = np.random.default_rng(1)
        x, y = numbers.normal(size={n}), numbers.normal(size={n})
        dw, db = gradient(x, y, 0.7, -0.4)
        w, b = fit(x, y)
        print(float(dw), float(w), float(b))
        loss = lambda w: np.mean((w * x - 0.4 - y) ** 2)
        assert abs(dw - (loss(0.7 + 1e-5) - loss(0.7 - 1e-5)) / 2e-5) < 1e-6
        """,
        right(
            "np.mean(2 * error * x)",
            because="Each example sends w its own part, 2 · error from the square times the x that w meets. The loss "
            "is a mean, so the parts are added up and divided by their number.",
        ),
        wrong("np.mean(2 * error)", because="This is the derivative for b. On its way to w each part meets its x."),
        wrong("np.mean(error * x)", because="The 2 of the square is missing: half of the gradient."),
        wrong("np.sum(2 * error * x)", because="This is the gradient of the *sum*; the loss is a mean."),
        wrong(
            "2 * np.mean(error) * np.mean(x)",
            because="The mean of products is not the product of the means: each error meets its own x.",
        ),
        rights=[
            "2 * np.mean(error * x)",
            "(2 * error * x).mean()",
            "2 * error @ x / len(x)",
            "2 * sum(error * x) / len(error)",
            "np.mean(x * error) + np.mean(error * x)",
        ],
    )
