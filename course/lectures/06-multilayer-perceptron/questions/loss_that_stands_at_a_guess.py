from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=2,
    idea="zero start",
    section="train",
    level="diagnose",
)
def loss_that_stands_at_a_guess(draw):
    """All weights at zero: no gradient reaches any of them."""
    hidden, rate, points = draw.choice([16, 32]), draw.choice([0.1, 0.5, 1.0]), draw.choice([80, 100, 200])
    return Choices(
        f"""
        A network 2-{hidden}-1 with ReLU and logistic loss is trained on {points} points, half of them of each class,
        with the rate {rate}. The log says:

        ```text
        step    0: loss 0.6931
        step  100: loss 0.6931
        step 1000: loss 0.6931
        ```

        Which of these would give this log?
        """,
        right(
            "All weights and biases start at zero",
            because="The hidden outputs are 0, so the last weights get no gradient; the last weights are 0, so none "
            "gets to the hidden layer. All scores stay 0, and the loss ln 2.",
        ),
        wrong(
            "All weights start at 0.5, and the biases at zero",
            because="The neurons stay copies of each other, but together they are one neuron and do learn a line.",
        ),
        wrong(
            "The rate is far too large",
            because="Then the loss would jump. It would not stand still to four digits.",
        ),
        wrong(
            "The activation between the layers was forgotten",
            because="The network is then one neuron, and that learns the best line: the loss falls.",
        ),
        key=f"""
        from chainrule.data import two_moons
        import random

        points, labels = two_moons({points}, noise=0.1, generator=random.Random(1))
        X, t = torch.tensor(points), torch.tensor(labels, dtype=torch.float32)

        def stands(weight, rate, activation=True):
            torch.manual_seed(0)
            middle = [nn.ReLU()] if activation else []
            net = nn.Sequential(nn.Linear(2, {hidden}), *middle, nn.Linear({hidden}, 1))
            if weight is not None:
                for name, p in net.named_parameters():
                    nn.init.constant_(p, weight if name.endswith("weight") else 0.0)
            losses = []
            for _ in range(50):
                loss = F.binary_cross_entropy_with_logits(net(X)[:, 0], t)
                net.zero_grad()
                loss.backward()
                with torch.no_grad():
                    for p in net.parameters():
                        p -= rate * p.grad
                losses.append(loss.item())
            return max(abs(loss - 0.6931) for loss in losses) < 1e-4

        runs = {{
            "All weights and biases start at zero": stands(0.0, {rate}),
            "All weights start at 0.5, and the biases at zero": stands(0.5, {rate}),
            "The rate is far too large": stands(None, 300.0),
            "The activation between the layers was forgotten": stands(None, {rate}, activation=False),
        }}
        for cause, stood in runs.items():
            if stood:
                print(cause)
        """,
    )
