from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=2,
    idea="layers are composed",
    section="depth",
    level="apply",
)
def one_layer_after_another(draw):
    """Deep means that layers follow one another: each takes the output of the one before."""
    factor, offset = draw.choice([(2, 3), (2, 1), (3, 4)])
    start, depth = draw.choice([4, 5]), draw.choice([2, 3])

    def layer(x):
        z = factor * x - offset
        return 0 if z <= 0 else z

    outputs = [start]
    for _ in range(depth):
        outputs.append(layer(outputs[-1]))
    way = " → ".join(map(str, outputs))
    return Program(
        f"""
        def layer(x):
            z = {factor} * x - {offset}
            return 0 if z <= 0 else z

        x = {start}
        for depth in range({depth}):
            x = layer(x)
        print(x, layer(-x))
        """,
        wrong(f"{outputs[1]} 0", because=f"This is one layer. `range({depth})` makes {depth}, one after another."),
        wrong(
            f"{depth * outputs[1]} 0",
            because="The layers do not stand side by side: each takes what the one before gave, not the first input.",
        ),
        wrong(
            f"{outputs[-1]} {-factor * outputs[-1] - offset}",
            because="`0 if z <= 0 else z` lets no negative number out.",
        ),
        because=f"Each layer takes the output of the layer before: {way}. For a negative input the layer gives 0.",
    )
