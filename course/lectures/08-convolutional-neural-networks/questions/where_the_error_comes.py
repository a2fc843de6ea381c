from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=8,
    outcome="**Train a LeNet-style CNN** on MNIST.",
    minutes=2,
    idea="LeNet's shapes",
    section="lenet",
    level="diagnose",
)
def where_the_error_comes(draw):
    """The flattened length depends on the size of the pictures."""
    size = draw.choice([32, 36, 40])
    side = ((size + 4 - 5 + 1) // 2 - 4) // 2
    length = 16 * side * side
    return Choices(
        f"""
        A LeNet for 28 by 28 (first convolution 5 by 5 with padding 2, pooling by 2, second convolution 5 by 5
        without padding
        to 16 maps, pooling by 2, then `nn.Linear(400, 120)`) is given pictures of {size} by {size}. What happens?
        """,
        right(
            f"The linear layer raises an error: it gets {length} numbers per picture.",
            because=f"The convolutions take any size. {size} → {size // 2} → {size // 2 - 4} → {side}, and 16 · "
            f"{side}² = "
            f"{length}.",
        ),
        wrong(
            "The first convolution raises an error: its kernels are for 28 by 28.",
            because="A kernel has 5 by 5 weights, whatever the size of the picture.",
        ),
        wrong(
            "It runs: the linear layer uses the first 400 numbers.",
            because="A matrix product needs the inner sizes to agree; nothing is cut off.",
        ),
        wrong(
            "It runs: pooling always ends at 5 by 5.",
            because="Pooling by 2 halves whatever it gets.",
        ),
        key=f"""
        features = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2), nn.Flatten()
        )
        flat = features(torch.zeros(1, 1, {size}, {size}))
        try:
            nn.Linear(400, 120)(flat)
        except RuntimeError:
            print(f"The linear layer raises an error: it gets {{flat.shape[1]}} numbers per picture.")
        """,
    )
