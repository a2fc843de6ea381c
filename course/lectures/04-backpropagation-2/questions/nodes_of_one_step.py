from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="cost of scalar nodes",
    section="cost",
    level="apply",
)
def nodes_of_one_step(draw):
    """How many objects a scalar engine makes for a batch."""
    batch, inputs, hidden, outputs = (
        draw.choice([10, 20]),
        draw.choice([6, 8]),
        draw.choice([3, 5]),
        draw.choice([2, 4]),
    )
    weights = inputs * hidden + hidden * outputs
    return Choices(
        f"""
        A scalar engine makes a node for every product and every sum. A network has {inputs} inputs, {hidden} hidden
        neurons and {outputs} outputs. Each neuron starts at its bias, and adds its weight times its input for one input
        after the other. Leave activations, loss and leaves out. How many nodes does the forward pass make for a batch
        of {batch} examples?
        """,
        right(
            f"{2 * weights * batch}",
            because=f"There are ${inputs} \\cdot {hidden} + {hidden} \\cdot {outputs} = {weights}$ weights. Each makes "
            f"a product and a sum for each example: $2 \\cdot {weights} \\cdot {batch}$.",
        ),
        wrong(
            f"{2 * weights}",
            because="This is one example. The engine computes with numbers: the next example makes its own nodes.",
        ),
        wrong(f"{weights * batch}", because="These are the products alone. Each of them is added, which makes a sum."),
        wrong(
            f"{2 * (inputs + hidden + outputs) * batch}",
            because="What counts is not the neurons but the weights between them: every neuron meets every input.",
        ),
        key=f"""
        def forward(x, sizes=({inputs}, {hidden}, {outputs})):
            nodes = []
            for number, count in enumerate(sizes[1:]):
                sums = []
                for _ in range(count):
                    total = Value(0.1)
                    for one in x:
                        nodes += [product := Value(0.5) * one, total := total + product]
                    sums.append(total)
                x = sums
            return nodes

        print(sum(len(forward([Value(1.0)] * {inputs})) for _ in range({batch})))
        """,
    )
