from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=1.5,
    idea="shapes of a product",
    section="products",
    level="apply",
)
def weights_as_pytorch_keeps_them(draw):
    """Which product of a batch and a weight matrix has the wanted shape."""
    batch, inputs, outputs = draw.sample([8, 16, 32, 64, 100, 128], 3)
    return Choices(
        rf"""
        A batch of {batch} examples with {inputs} features each is a tensor `X` of shape `({batch}, {inputs})`.
        PyTorch keeps the weights of a layer with {outputs} outputs as `W` of shape `({outputs}, {inputs})`: one row
        per output. Which expression computes all outputs, one row per example?
        """,
        right(
            "`X @ W.T`",
            because=f"({batch}, {inputs}) @ ({inputs}, {outputs}) is ({batch}, {outputs}): every example's row "
            "against every row of weights.",
        ),
        wrong(
            "`X @ W`",
            because=f"The inner sizes are {inputs} and {outputs}. A matrix product needs them equal.",
        ),
        wrong(
            "`W @ X`",
            because=f"The inner sizes are {inputs} and {batch}. Writing the weights first works for one example as a "
            "column.",
        ),
        wrong(
            "`W @ X.T`",
            because=f"It can be computed, but its shape is ({outputs}, {batch}): one column per example, not one row.",
        ),
        key=f"""
        X, W = torch.zeros({batch}, {inputs}), torch.zeros({outputs}, {inputs})
        for expression in ("X @ W.T", "X @ W", "W @ X", "W @ X.T"):
            try:
                shape = tuple(eval(expression).shape)
            except RuntimeError:
                continue
            if shape == ({batch}, {outputs}):
                print(expression)
        """,
    )
