from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=2,
    idea="counting parameters",
    section="stacked-neurons",
    level="apply",
)
def parameters_of_a_stack(draw):
    """A layer has (inputs + 1) parameters for each of its neurons."""
    a, b, c, d = draw.choice([(2, 8, 4, 1), (3, 10, 5, 2), (4, 6, 6, 3), (5, 20, 10, 1)])
    total = (a + 1) * b + (b + 1) * c + (c + 1) * d
    return Choices(
        f"""
        An MLP for inputs of {a} numbers has two hidden layers, of {b} and of {c} neurons, and a last layer of {d}.
        How many numbers are trained?
        """,
        right(
            f"{total}",
            because=f"Each neuron has a weight for each of its inputs and a bias: {a + 1} · {b} + {b + 1} · {c} + "
            f"{c + 1} · {d} = {total}.",
        ),
        wrong(f"{a * b + b * c + c * d}", because="The biases are missing: one for each neuron."),
        wrong(
            f"{(a + 1) * (b + c + d)}",
            because="Only the first layer looks at the inputs. Each further layer looks at the neurons before it.",
        ),
        wrong(f"{b + c + d}", because="This counts the neurons, that is, the biases. Each also has weights."),
        key=f"""
        net = nn.Sequential(nn.Linear({a}, {b}), nn.ReLU(), nn.Linear({b}, {c}), nn.ReLU(), nn.Linear({c}, {d}))
        print(sum(p.numel() for p in net.parameters()))
        """,
    )
