from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=3,
    idea="finite differences",
    section="gradient",
    level="apply",
)
def central_difference(draw):
    """A partial derivative measured by nudging one entry to both sides."""
    h = draw.choice([0.1, 0.2, 0.05])
    a, b = draw.integer(2, 5), draw.integer(1, 4)
    return Fragment(
        """
        The partial derivative of `f` with respect to `x[i]`, estimated by a **central difference**: nudge entry `i`
        by `h` to either side and divide the change of `f` by the distance between the two points.
        """,
        f"""
        def partial(f, x, i, h={h}):
            step = np.zeros_like(x)
            step[i] = h
            return ____
        """,
        f"""
        f = lambda x: {a} * x[0] ** 2 * x[1] + {b} * x[1] ** 3
        x = np.array([1.5, -2.0])
        print(partial(f, x, 0), partial(f, x, 1), partial(f, x, 1, h=0.5))
        assert abs(partial(f, x, 0) - 2 * {a} * x[0] * x[1]) < 1e-9
        """,
        right(
            "(f(x + step) - f(x - step)) / (2 * h)",
            because="From x - h to x + h the distance is 2h. For a square the central difference is exact.",
        ),
        wrong(
            "(f(x + step) - f(x)) / h",
            because="This nudges to one side only: a forward difference, with a much larger error.",
        ),
        wrong(
            "(f(x + step) - f(x - step)) / h",
            because="The two points are 2h apart, so this is twice the derivative.",
        ),
        wrong(
            "(f(x + step) - f(x - step)) / 2 * h",
            because="This divides by 2 and *multiplies* by h: brackets are missing.",
        ),
        wrong(
            "(f(x + h) - f(x - h)) / (2 * h)",
            because="Adding the number h nudges all entries at once: the sum of all partial derivatives.",
        ),
        rights=[
            "(f(x + step) - f(x - step)) / 2 / h",
            "0.5 * (f(x + step) - f(x - step)) / h",
            "(f(x + step) - f(x - step)) / (h + h)",
            "((f(x + step) - f(x)) / h + (f(x) - f(x - step)) / h) / 2",
            "(f(x + step) - f(x - step)) / (2 * step[i])",
        ],
    )
