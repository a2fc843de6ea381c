from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=2,
    idea="shapes through a stack",
    section="backward",
    level="apply",
)
def shape_that_is_handed_back(draw):
    """What a layer hands to the one before has the shape of what it was given."""
    batch, inputs, first, second = draw.choice([(20, 2, 16, 8), (50, 3, 12, 5), (32, 4, 10, 6)])
    return Choices(
        f"""
        An MLP has {inputs} inputs, hidden layers of {first} and {second} neurons, and one output. It works on a batch
        of {batch} examples. In the backward pass the *second* hidden layer hands one array to the first. Which shape
        has it?
        """,
        right(
            f"({batch}, {first})",
            because="It is the gradient of what the first layer put out, for each example, and so has that shape.",
        ),
        wrong(
            f"({batch}, {second})",
            because="That is the shape of what the second layer receives from above, the gradient of its own output.",
        ),
        wrong(
            f"({second}, {first})",
            because="That is the gradient of its weights. It stays with the layer, for the update.",
        ),
        wrong(
            f"({first},)",
            because="Summed over the batch are the gradients of what all examples share, the parameters.",
        ),
        key=f"""
        one = nn.Sequential(nn.Linear({inputs}, {first}), nn.ReLU())
        rest = nn.Sequential(nn.Linear({first}, {second}), nn.ReLU(), nn.Linear({second}, 1))
        handed = one(torch.randn({batch}, {inputs}))
        handed.retain_grad()
        rest(handed).sum().backward()
        print(tuple(handed.grad.shape))
        """,
    )
