from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=3,
    idea="training loop",
    section="train",
    level="diagnose",
)
def loop_with_a_slip(draw):
    """A training loop of a classifier in which one line is wrong."""
    slip = draw.choice(["column", "sigmoid"])
    hidden, steps = draw.choice([12, 16]), draw.choice([600, 800])
    good = "f = net(X)[:, 0]"
    bad = {"column": "f = net(X)", "sigmoid": "f = torch.sigmoid(net(X)[:, 0])"}[slip]
    loss = "loss = torch.log(1 + torch.exp(-s * f)).mean()"
    return Faulty(
        """
        `X` holds 80 points and `s` is 1 for those inside a circle and -1 for the others. The logistic loss is
        computed by its formula. The program runs, but the loss stays far above what this network can reach.
        """,
        f"""
        torch.manual_seed(0)
        X = torch.randn(80, 2)
        s = torch.where(X.norm(dim=1) < 1.2, 1.0, -1.0)
        net = nn.Sequential(nn.Linear(2, {hidden}), nn.ReLU(), nn.Linear({hidden}, 1))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
        for step in range({steps}):
            {bad}
            {loss}
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        """,
        """
        assert loss.item() < 0.25, loss
        with torch.no_grad():
            right = ((net(X)[:, 0] > 0) == (s > 0)).float().mean().item()
        assert right > 0.9, right
        """,
        right_edit(
            bad,
            good,
            because="The scores are a column and the signs a row: s * f was (80, 80), every score with every sign."
            if slip == "column"
            else "The loss wants scores of either sign. Behind a sigmoid they are never negative.",
        ),
        wrong_edit(
            bad,
            "f = net(X).mean(1, keepdim=True)" if slip == "column" else "f = torch.relu(net(X)[:, 0])",
            because="Still a column: this is the mean over one number."
            if slip == "column"
            else "Behind a ReLU a score cannot be negative either.",
        ),
        wrong_edit(
            loss,
            "loss = torch.log(1 + torch.exp(s * f)).mean()",
            because="The sign was right: a score on the side of its label must cost little.",
        ),
        wrong_edit(
            loss,
            "loss = ((s - f) ** 2).mean()",
            because="Another loss does not mend what is wrong with the scores.",
        ),
        wrong_edit(
            "optimizer.zero_grad()",
            "net.eval()",
            because="Then the gradients of all steps add up. The line was right.",
        ),
    )
