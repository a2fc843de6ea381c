from chainrule.campus.questions import Program, predict_output, wrong

# weights of two hidden neurons, their biases, weights and bias of the output, a point
CASES = [
    ([[1, 2], [2, -1]], [1, 0], [2, 3], -4, (1, 3)),
    ([[2, -1], [1, 1]], [0, -2], [3, -2], 5, (1, 4)),
    ([[-1, 1], [1, 2]], [2, -1], [4, 1], -3, (5, 1)),
]


@predict_output(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=3,
    idea="forward through two layers",
    section="stacked-neurons",
    level="apply",
)
def score_through_two_layers(draw):
    """Forward through a hidden layer with one neuron that is off."""
    W, c, w, b, x = draw.choice(CASES)
    sign = draw.choice([1, -1])
    w, b = [sign * each for each in w], sign * b
    z = [sum(p * q for p, q in zip(row, x, strict=True)) + bias for row, bias in zip(W, c, strict=True)]
    assert min(z) < 0 < max(z)
    a = [0 if each <= 0 else each for each in z]
    f = sum(p * q for p, q in zip(w, a, strict=True)) + b
    linear = sum(p * q for p, q in zip(w, z, strict=True)) + b
    return Program(
        f"""
        W = np.array({W})
        c = np.array({c})
        w = np.array({w})
        x = np.array({list(x)})
        a = np.maximum(W @ x + c, 0)
        print(a.tolist(), w @ a + {b})
        """.replace("+ -", "- "),
        wrong(f"{z} {linear}", because="The ReLU is left out: it makes 0 of what is negative."),
        wrong(f"{a} {f - b}", because="The bias of the last neuron is left out."),
        *([wrong(f"{a} 0", because="The last neuron has no ReLU: a score may be negative.")] if f < 0 else []),
        because=f"The sums are {z}; the ReLU makes {a} of them, and the score is {f}.",
    )
