from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=3,
    idea="partial derivatives",
    section="gradient",
    level="diagnose",
)
def gradient_with_a_slip(draw):
    """A gradient by hand, found wrong by finite differences."""
    c, power = draw.integer(2, 6), draw.choice([2, 3])
    square = "x" if power == 2 else f"x**{power - 1}"
    return Faulty(
        f"""
        The function returns the gradient of $f(x, y) = x^{power} y + {c} y^2$. A test by finite differences fails.
        """,
        f"""
        def gradient(x, y):
            df_dx = {power} * {square} * y
            df_dy = x**{power} + {c} * y
            return np.array([df_dx, df_dy])
        """,
        f"""
        f = lambda x, y: x**{power} * y + {c} * y**2
        h = 1e-5
        for x, y in [(1.5, -2.0), (-0.5, 3.0), (2.0, 0.25)]:
            nudged = [(f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)]
            assert np.allclose(gradient(x, y), nudged, atol=1e-6)
        """,
        right_edit(
            f"df_dy = x**{power} + {c} * y",
            f"df_dy = x**{power} + {2 * c} * y",
            because=f"The derivative of {c}y² is {2 * c}y: the exponent comes down as a factor.",
        ),
        wrong_edit(
            f"df_dy = x**{power} + {c} * y",
            f"df_dy = {2 * c} * y",
            because="x is held still, but x to a power still multiplies y in the first term, whose derivative is "
            "that power.",
        ),
        wrong_edit(
            f"df_dy = x**{power} + {c} * y",
            f"df_dy = {power} * {square} + {2 * c} * y",
            because="With respect to y, x is a constant: its power is not differentiated.",
        ),
        wrong_edit(
            f"df_dx = {power} * {square} * y",
            f"df_dx = {power} * {square} * y + {2 * c} * y",
            because=f"With respect to x, {c}y² is a constant, and its derivative is 0.",
        ),
        wrong_edit(
            "return np.array([df_dx, df_dy])",
            "return np.array([df_dy, df_dx])",
            because="The first entry belongs to x, the first argument.",
        ),
    )
