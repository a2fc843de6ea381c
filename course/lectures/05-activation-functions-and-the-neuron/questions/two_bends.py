from chainrule.campus.questions import Program, predict_output, wrong

# bends, weights of the output, its bias, and two inputs on either side.
CASES = [(2, 5, 1, -2, 1), (1, 4, 2, -3, 1), (3, 6, 1, -1, 2), (2, 4, 3, -3, 1)]


@predict_output(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=3,
    idea="sum of bends",
    section="non-linearity",
    level="apply",
)
def two_bends(draw):
    """Two ReLUs and their weighted sum, evaluated by hand."""
    p, q, v1, v2, c = draw.choice(CASES)
    x1, x2 = q + draw.choice([1, 2, 3]), p - 1

    def relu(z):
        return 0 if z <= 0 else z

    def f(x):
        return v1 * relu(x - p) + v2 * relu(x - q) + c

    straight = f"{v1 * (x1 - p) + v2 * (x1 - q) + c} {v1 * (x2 - p) + v2 * (x2 - q) + c}"
    return Program(
        f"""
        def relu(z):
            return 0 if z <= 0 else z

        def f(x):
            h1 = relu(x - {p})
            h2 = relu(x - {q})
            return {v1} * h1 + {v2} * h2 + {c}

        print(f({x1}), f({x2}))
        """,
        wrong(straight, because="This lets negative sums through. Below zero a ReLU gives 0."),
        wrong(f"{f(x1) - c} {f(x2) - c}", because=f"The bias of the output, {c}, is left out."),
        because=f"At {x1} both are on: {v1} · {x1 - p} + ({v2}) · {x1 - q} + {c} = {f(x1)}. At {x2} both are off, and "
        f"the bias {c} is left.",
    )
