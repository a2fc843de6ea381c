from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=2,
    idea="shapes forward",
    section="stacked-neurons",
    level="recall",
)
def shapes_along_the_way(draw):
    """The shapes of what comes out of an MLP and of what is trained in it."""
    batch, inputs, hidden, outputs = draw.choice([(10, 3, 8, 2), (5, 4, 6, 3), (12, 2, 7, 5)])
    return Program(
        f"""
        net = nn.Sequential(nn.Linear({inputs}, {hidden}), nn.ReLU(), nn.Linear({hidden}, {outputs}))
        x = torch.zeros({batch}, {inputs})
        print(tuple(net(x).shape), tuple(net[2].weight.shape))
        """,
        wrong(
            f"({batch}, {outputs}) ({hidden}, {outputs})",
            because="A layer's weights have a row for each neuron: (outputs, inputs).",
        ),
        wrong(
            f"({outputs},) ({outputs}, {hidden})",
            because="The batch keeps its axis: there are scores for each example.",
        ),
        wrong(
            f"({batch}, {outputs}) ({hidden}, {inputs})",
            because="That is the first layer. `net[1]` is the activation, and `net[2]` the last layer.",
        ),
        because=f"{batch} examples with {outputs} scores each; the last layer has {outputs} rows of {hidden} weights.",
    )
