from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=8,
    outcome="**Train a LeNet-style CNN** on MNIST.",
    minutes=3,
    idea="flatten",
    section="lenet",
    level="diagnose",
)
def lenet_forward(draw):
    """Flattening must leave the axis of the pictures alone."""
    a, b = draw.choice([(4, 8), (6, 16), (3, 6)])
    form = draw.choice(["x.flatten()", "x.reshape(-1)", "x.view(-1)"])
    return Faulty(
        """
        A small LeNet. With a single picture it works. With a batch of 5, `classifier` raises an error about shapes.
        """,
        f"""
        class Small(nn.Module):
            def __init__(self):
                super().__init__()
                self.first = nn.Conv2d(1, {a}, 5, padding=2)
                self.second = nn.Conv2d({a}, {b}, 5)
                self.classifier = nn.Linear({b} * 5 * 5, 10)

            def forward(self, x):
                x = F.max_pool2d(self.first(x).relu(), 2)
                x = F.max_pool2d(self.second(x).relu(), 2)
                x = {form}
                return self.classifier(x).reshape(-1, 10)
        """,
        """
        torch.manual_seed(0)
        model = Small()
        x = torch.rand(5, 1, 28, 28)
        together = model(x)
        assert together.shape == (5, 10)
        alone = torch.cat([model(one) for one in x.split(1)])
        assert torch.allclose(together, alone, atol=1e-6)
        """,
        right_edit(
            f"x = {form}",
            "x = x.flatten(1)",
            because=f"From axis 1 on: ({b}, 5, 5) become {b * 25}, and the axis of the pictures stays.",
        ),
        wrong_edit(
            f"x = {form}",
            "x = x.flatten(0, 1)",
            because="This joins pictures and channels: the rows are maps of all pictures.",
        ),
        wrong_edit(
            f"self.classifier = nn.Linear({b} * 5 * 5, 10)",
            f"self.classifier = nn.Linear(5 * {b} * 5 * 5, 10)",
            because="The number of pictures in a batch is no property of the network.",
        ),
        wrong_edit(
            f"x = {form}",
            "x = x.mean(dim=0).flatten()",
            because="A mean over the pictures of a batch: they would no longer be told apart.",
        ),
        wrong_edit(
            "return self.classifier(x).reshape(-1, 10)",
            "return self.classifier(x)",
            because="The error comes inside `classifier`, before anything is reshaped.",
        ),
    )
