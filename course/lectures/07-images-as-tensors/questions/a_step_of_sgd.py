from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=3,
    idea="training loop",
    section="training",
    level="apply",
)
def a_step_of_sgd(draw):
    """Scores and labels go into the loss; what the loss wants is not what a person reads."""
    hidden, classes = draw.choice([(16, 10), (20, 5), (12, 4)])
    return Fragment(
        f"""
        An MLP gives {classes} scores per picture. Complete the loss of a batch `x` with labels `y`, so that
        training with SGD
        works.
        """,
        """
        def step(model, optimizer, x, y):
            loss = ____
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss.item()
        """,
        f"""
        torch.manual_seed(0)
        x = torch.randn(40, 1, 3, 3)
        y = torch.arange(40) % {classes}
        model = nn.Sequential(nn.Flatten(), nn.Linear(9, {hidden}), nn.ReLU(), nn.Linear({hidden}, {classes}))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        print([round(step(model, optimizer, x, y), 4) for _ in range(5)])
        """,
        right(
            "F.cross_entropy(model(x), y)",
            because="Scores (N, K) and whole numbers (N,): the softmax is inside.",
        ),
        wrong(
            "F.cross_entropy(model(x).softmax(dim=1), y)",
            because="A second softmax: the loss wants scores.",
        ),
        wrong(
            "F.cross_entropy(model(x).argmax(dim=1), y)",
            because="The largest class alone is no score for each class, and has no gradient.",
        ),
        wrong(
            "F.cross_entropy(y, model(x))",
            because="The scores come first, then the labels.",
        ),
        wrong(
            "F.nll_loss(model(x), y)",
            because="`nll_loss` wants log-probabilities: `log_softmax` is missing. With scores it falls without end.",
        ),
        rights=[
            "F.nll_loss(model(x).log_softmax(dim=1), y)",
            "nn.CrossEntropyLoss()(model(x), y)",
            "-model(x).log_softmax(1)[torch.arange(len(y)), y].mean()",
            "F.nll_loss(F.log_softmax(model(x), 1), y)",
        ],
    )
