from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=3,
    outcome="Perform forward and backward passes.",
    minutes=3,
    idea="backward by hand",
    section="forward-and-backward",
    level="diagnose",
)
def backward_with_the_wrong_factor(draw):
    """A backward pass by hand in which one local derivative is wrong."""
    slip = draw.choice(["d_w", "d_x"])
    w, x, y = draw.choice([(2, 3, 9), (3, 2, 4), (-1, 4, 2)])
    lines = {"d_w": "d_w = d_error * x", "d_x": "d_x = d_error * w"}
    wrong_lines = {"d_w": "d_w = d_error * w", "d_x": "d_x = d_error * x"}
    other = "d_x" if slip == "d_w" else "d_w"
    code = {**lines, slip: wrong_lines[slip]}
    return Faulty(
        f"""
        The backward pass of $L = (w x - y)^2$ by hand. For $w = {w}$, $x = {x}$, $y = {y}$ it does not agree with
        autograd.
        """,
        f"""
        def gradients(w, x, y):
            error = w * x - y
            d_error = 2 * error
            {code["d_w"]}
            {code["d_x"]}
            return d_w, d_x
        """,
        f"""
        for w, x, y in [({w}.0, {x}.0, {y}.0), (0.5, -2.0, 1.0), (-1.5, 3.0, 2.5)]:
            a, b = Value(w), Value(x)
            ((a * b - y) ** 2).backward()
            assert np.allclose(gradients(w, x, y), (a.grad, b.grad))
        """,
        right_edit(
            wrong_lines[slip],
            lines[slip],
            because="In a product each factor's local derivative is the *other* factor.",
        ),
        wrong_edit(
            wrong_lines[slip],
            f"{slip} = d_error",
            because="That would be right for a sum. In a product the other factor comes in.",
        ),
        wrong_edit(
            wrong_lines[slip],
            f"{slip} = error * {'x' if slip == 'd_w' else 'w'}",
            because="The upstream gradient is d_error, with the 2 of the square, not the error.",
        ),
        wrong_edit(
            lines[other],
            wrong_lines[other],
            because="This line was right: the factor's local derivative is the other factor. Now two are wrong.",
        ),
        wrong_edit(
            "d_error = 2 * error",
            "d_error = 2 * error * w * x",
            because="The square knows only the error: its local derivative is 2 · error. The product comes one step "
            "later.",
        ),
    )
