from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=3,
    idea="backward through a neuron",
    section="backward",
    level="diagnose",
)
def neuron_with_a_slip(draw):
    """One step of a neuron's backward pass is wrong."""
    slip = draw.choice(["slope", "weights"])
    name, formula, good, bad = draw.choice(
        [
            ("tanh", "np.tanh(z)", "dz = da * (1 - a * a)", "dz = da * (1 - z * z)"),
            ("sigmoid", "1 / (1 + np.exp(-z))", "dz = da * a * (1 - a)", "dz = da * z * (1 - z)"),
        ]
    )
    line, fault = (good, bad) if slip == "slope" else ("dw = dz * x", "dw = dz * w")
    other = "dw = dz * x" if slip == "slope" else good
    return Faulty(
        f"""
        One neuron with {name} and the loss $(a - y)^2$, for one example with any number of inputs. The gradients do not
        agree with nudging.
        """,
        f"""
        def gradients(w, x, b, y):
            z = w @ x + b
            a = {formula}
            da = 2 * (a - y)
            {fault if slip == "slope" else good}
            {fault if slip == "weights" else "dw = dz * x"}
            db = dz
            return dw, db
        """,
        f"""
        rng = np.random.default_rng(3)
        for n in (2, 3, 5):
            w, x, b, y = rng.normal(size=n), rng.normal(size=n), 0.3, 0.8
            dw, db = gradients(w, x, b, y)
            f = lambda w, b: (({formula.replace("z", "(w @ x + b)")}) - y) ** 2
            for i in range(n):
                h = np.eye(n)[i] * 1e-6
                assert abs(dw[i] - (f(w + h, b) - f(w - h, b)) / 2e-6) < 1e-6
            assert abs(db - (f(w, b + 1e-6) - f(w, b - 1e-6)) / 2e-6) < 1e-6
        """,
        right_edit(
            fault,
            line,
            because="The slope is known from the output a, not from the sum z."
            if slip == "slope"
            else "In a product the weight gets the other factor, the input.",
        ),
        wrong_edit(
            fault,
            "dz = da" if slip == "slope" else "dw = dz",
            because="Then the activation's slope is left out."
            if slip == "slope"
            else "That is the gradient of the bias. A weight gets it times its input.",
        ),
        wrong_edit(
            "da = 2 * (a - y)",
            "da = 2 * (y - a)",
            because="This turns every sign. The derivative of the square is twice the error a - y.",
        ),
        wrong_edit("db = dz", "db = da", because="The bias is inside the activation: its slope comes in."),
        wrong_edit(
            other,
            "dw = dz @ x" if slip == "slope" else good.replace("a", "z").replace("dz = dz", "dz = da"),
            because="dz is one number; times the vector x it gives a gradient for each weight."
            if slip == "slope"
            else "This line was right: the slope is known from the output.",
        ),
    )
