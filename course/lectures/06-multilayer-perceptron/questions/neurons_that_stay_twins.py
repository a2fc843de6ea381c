from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=2,
    idea="symmetry",
    section="train",
    level="diagnose",
)
def neurons_that_stay_twins(draw):
    """Equal neurons receive equal gradients."""
    hidden, value = draw.choice([8, 16, 64]), draw.choice([0.1, 0.3, 0.5])
    return Choices(
        f"""
        To be fair to all neurons, Emin sets every weight of his network 2-{hidden}-1 to {value} and every bias to 0.
        The loss falls, but ends where that of a single neuron ends. He looks at the trained hidden layer. What does he
        see?
        """,
        right(
            f"{hidden} rows of weights that are all the same",
            because="Equal neurons put out the same, receive the same gradient and make the same step. They are one "
            "neuron, many times over. Random first weights break the tie.",
        ),
        wrong(
            f"{hidden} rows of weights that are all still {value}",
            because="The gradients are not zero: the loss has fallen. The weights have moved, all in the same way.",
        ),
        wrong(
            f"{hidden} different rows, of which each has found its own line",
            because="Nothing makes them differ. Two neurons with the same weights get the same gradient at each step.",
        ),
        wrong(
            "Rows of zeros, because the ReLUs have died",
            because="A single neuron that is on for some points learns. So do its copies.",
        ),
        key=f"""
        torch.manual_seed(0)
        X = torch.randn(60, 2)
        t = (X[:, 0] ** 2 + X[:, 1] > 0.5).float()
        net = nn.Sequential(nn.Linear(2, {hidden}), nn.ReLU(), nn.Linear({hidden}, 1))
        for name, p in net.named_parameters():
            nn.init.constant_(p, {value} if name.endswith("weight") else 0.0)
        for _ in range(100):
            loss = F.binary_cross_entropy_with_logits(net(X)[:, 0], t)
            net.zero_grad()
            loss.backward()
            with torch.no_grad():
                for p in net.parameters():
                    p -= 0.1 * p.grad
        rows = net[0].weight.detach()
        if torch.allclose(rows, torch.full_like(rows, {value})):
            print("{hidden} rows of weights that are all still {value}")
        elif torch.allclose(rows, torch.zeros_like(rows), atol=1e-4):
            print("Rows of zeros, because the ReLUs have died")
        elif torch.allclose(rows, rows[:1].expand_as(rows), atol=1e-5):
            print("{hidden} rows of weights that are all the same")
        """,
    )
