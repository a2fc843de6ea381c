from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=8,
    outcome="**Train a LeNet-style CNN** on MNIST.",
    minutes=3,
    idea="parameter count",
    section="lenet",
    level="apply",
)
def count_of_parameters(draw):
    """Kernels are as deep as their input."""
    a, b, k = draw.choice([(4, 8, 3), (6, 12, 5), (5, 10, 3)])
    first, second = a * k * k + a, b * a * k * k + b
    return Program(
        f"""
        model = nn.Sequential(nn.Conv2d(1, {a}, {k}), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d({a}, {b}, {k}))
        print([sum(p.numel() for p in layer.parameters()) for layer in model])
        """,
        wrong(
            [first, 0, 0, b * k * k + b],
            because=f"A kernel of the second layer sees all {a} maps: it has {a} · {k} · {k} weights.",
        ),
        wrong([first - a, 0, 0, second - b], because="Each kernel has a bias, unless that is switched off."),
        wrong(
            [first, a, a, second],
            because="An activation and a pooling have nothing to learn.",
        ),
        because=f"{a} · 1 · {k}² + {a} = {first}, and {b} · {a} · {k}² + {b} = {second}. ReLU and pooling have none.",
    )
