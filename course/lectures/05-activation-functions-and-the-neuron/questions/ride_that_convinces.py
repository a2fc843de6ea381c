from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# Weights and bias, and four inputs: the one with the largest sum comes first, and then those that the slips choose.
CASES = [
    ((-2, 1), 3, [(1, 4), (4, 9), (3, 7), (1, 2)]),
    ((3, -1), -2, [(2, 1), (4, 12), (3, 9), (1, 1)]),
    ((1, -3), 4, [(5, 1), (9, 5), (8, 4), (1, 1)]),
]


@multiple_choice(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=2,
    idea="weighted sum and border",
    section="neuron",
    level="apply",
)
def ride_that_convinces(draw):
    """The activation grows with the weighted sum, so the largest sum has the largest probability."""
    (w1, w2), b, points = draw.choice(CASES)
    scale = draw.choice([1, 2])
    sums = [scale * (w1 * x1 + w2 * x2 + b) for x1, x2 in points]
    best = max(range(4), key=lambda i: sums[i])
    assert sums.count(sums[best]) == 1, "two rides would be right"
    texts = [f"$({x1},\\ {x2})$" for x1, x2 in points]
    options = [
        (right if i == best else wrong)(
            texts[i],
            because=f"The sum is {sums[i]}. "
            + ("It is the largest of the four, and the sigmoid rises everywhere." if i == best else
               "Not how large the numbers are counts, but what the weights make of them."),
        )
        for i in range(4)
    ]  # fmt: skip
    return Choices(
        f"""
        A neuron with the weights $({scale * w1},\\ {scale * w2})$, the bias ${scale * b}$ and a sigmoid says how likely
        a driver is to accept a ride. To which of these rides does it give the highest probability?
        """,
        *options,
        key=f"""
        points = {points}
        neuron = lambda p: torch.sigmoid(torch.dot(torch.tensor({[scale * w1, scale * w2]}, dtype=torch.float64),
                                                   torch.tensor(p, dtype=torch.float64)) + {scale * b})
        x1, x2 = max(points, key=lambda p: neuron(p).item())
        print(rf"({{x1}},\\ {{x2}})")
        """,
    )
