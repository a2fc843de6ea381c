from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# Weights, inputs, bias and upstream gradient; the sum is above zero, so the ReLU is on.
CASES = [
    ((2, -4, 3), (3, 2, 4), -3, -2),
    ((4, 3, -2), (2, 5, 6), -3, 5),
    ((-3, 2, 4), (2, 5, 3), -2, -3),
]


@multiple_choice(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=2,
    idea="gradient of a weight",
    section="backward",
    level="apply",
)
def gift_to_one_weight(draw):
    """A weight receives dL/dz times its input."""
    w, x, b, upstream = draw.choice(CASES)
    which = draw.choice([1, 2, 3])
    i = which - 1
    z = sum(p * q for p, q in zip(w, x, strict=True)) + b
    assert z > 0
    return Choices(
        f"""
        A neuron with ReLU has the weights $\\mathbf{{w}} = ({w[0]}, {w[1]}, {w[2]})$ and the bias ${b}$. Its input is
        $\\mathbf{{x}} = ({x[0]}, {x[1]}, {x[2]})$, and from above comes
        $\\mathrm{{d}}L / \\mathrm{{d}}a = {upstream}$. What is $\\mathrm{{d}}L / \\mathrm{{d}}w_{which}$?
        """,
        right(
            f"${upstream * x[i]}$",
            because=f"The sum is {z}, above zero, so the slope is 1. The weight gets the upstream gradient times its "
            f"own input: {upstream} · {x[i]}.",
        ),
        wrong(
            f"${upstream * w[i]}$",
            because="That is what the *input* receives. A product hands each factor the other one.",
        ),
        wrong(
            f"${upstream * x[i] * z}$",
            because="The slope of a ReLU is 1 where it is on. It is not the value of the sum.",
        ),
        wrong(
            f"${upstream}$",
            because="That is what the bias receives. A weight gets it times its input.",
        ),
        key=f"""
        w = torch.tensor({list(w)}, dtype=torch.float64, requires_grad=True)
        a = torch.relu(w @ torch.tensor({list(x)}, dtype=torch.float64) + {b})
        a.backward(torch.tensor({upstream}, dtype=torch.float64))
        print(f"{{w.grad[{i}].item():g}}")
        """,
    )
