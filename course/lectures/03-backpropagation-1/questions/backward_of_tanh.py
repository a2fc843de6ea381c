from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=3,
    outcome="Perform forward and backward passes.",
    minutes=3,
    idea="local derivative",
    section="forward-and-backward",
    level="apply",
)
def backward_of_tanh(draw):
    """Upstream gradient times local derivative, from what the forward pass kept."""
    name, formula, local, from_input, other = draw.choice(
        [
            ("tanh", "np.tanh(x)", "(1 - y**2)", "(1 - np.tanh(y) ** 2)", "y * (1 - y)"),
            ("sigmoid", "1 / (1 + np.exp(-x))", "y * (1 - y)", "y * (1 - x)", "(1 - y**2)"),
            ("exp", "np.exp(x)", "y", "np.exp(y)", "y * (1 - y)"),
            ("reciprocal", "1 / x", "(-(y**2))", "(-1 / y**2)", "(1 - y**2)"),
        ]
    )
    rights = {
        "tanh": ["(1 - y * y) * upstream", "upstream - upstream * y**2", "upstream * (1 - y) * (1 + y)"],
        "sigmoid": ["upstream * (y - y**2)", "(1 - y) * y * upstream", "upstream * y - upstream * y * y"],
        "exp": ["y * upstream", "np.multiply(upstream, y)"],
        "reciprocal": ["-upstream * y * y", "-(y**2) * upstream", "upstream * y * -y"],
    }[name]
    derivative = {
        "tanh": "1 - \\tanh(x)^2",
        "sigmoid": "\\sigma(x)\\,(1 - \\sigma(x))",
        "exp": "e^x",
        "reciprocal": "-1 / x^2",
    }[name]
    return Fragment(
        f"""
        The forward pass keeps its output `y`. The backward pass gets the gradient of the loss with respect to `y`,
        and returns that with respect to `x`. (The derivative of the function is ${derivative}$.)
        """,
        f"""
        def forward(x):
            y = {formula}
            return y

        def backward(y, upstream):
            return ____
        """,
        """
        x = np.array([-1.2, 0.3, 2.0])
        upstream = np.array([2.0, -0.5, 3.0])
        print(backward(forward(x), upstream).round(8).tolist())
        nudged = (forward(x + 1e-6) - forward(x - 1e-6)) / 2e-6
        assert np.allclose(backward(forward(x), upstream), upstream * nudged, atol=1e-6)
        """,
        right(
            f"upstream * {local}",
            because="Upstream times local; `y` already is the function's value, so nothing is computed again.",
        ),
        wrong(local, because="This is the local derivative alone. It is right only where the upstream gradient is 1."),
        wrong(
            f"upstream * {from_input}",
            because="`y` is the output of the function already, and the input `x` is not known here.",
        ),
        wrong(f"upstream * {other}", because="This is the derivative of another function, written by its output."),
        wrong(
            f"upstream + {local}",
            because="Along a path derivatives are multiplied; added are those of different paths.",
        ),
        rights=rights,
    )
