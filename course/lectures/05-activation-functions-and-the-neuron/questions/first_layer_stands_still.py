from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=2,
    idea="vanishing gradient",
    section="activation-functions",
    level="diagnose",
)
def first_layer_stands_still(draw):
    """Slopes of at most a quarter, multiplied layer by layer."""
    depth, name = draw.choice([10, 12, 15]), draw.choice(["Farid", "Aysel", "Tural"])
    return Choices(
        f"""
        {name} trains a network of {depth} layers with the sigmoid after each. The gradients of the last layer's weights
        are about $10^{{-2}}$, those of the first layer's about $10^{{-{depth // 2 + 4}}}$, and between them they shrink
        by nearly the same factor from layer to layer. Which change goes to the root of it?
        """,
        right(
            "ReLU in place of the sigmoid in the hidden layers",
            because="Each sigmoid multiplies the gradient by at most 1/4 on the way back. The slope of a ReLU that is "
            "on is 1.",
        ),
        wrong(
            "A larger learning rate for all layers",
            because="The last layer's steps would become far too large long before the first layer's are of any size.",
        ),
        wrong(
            "More layers, so that more of them learn",
            because="Each further layer multiplies by another slope. The first layer would receive still less.",
        ),
        wrong(
            "A sum of the losses in place of their mean",
            because="That multiplies all gradients by the same number. The first layer stays as far behind the last.",
        ),
        key=f"""
        def share(activation, depth):
            torch.manual_seed(1)
            layers = [m for _ in range(depth) for m in (nn.Linear(16, 16), activation())]
            for layer in layers[::2]:
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            net = nn.Sequential(*layers)
            net(torch.randn(64, 16)).square().mean().backward()
            return (layers[0].weight.grad.norm() / layers[-2].weight.grad.norm()).item()

        before = share(nn.Sigmoid, {depth})
        tried = {{
            "ReLU in place of the sigmoid in the hidden layers": share(nn.ReLU, {depth}),
            "More layers, so that more of them learn": share(nn.Sigmoid, {depth} + 5),
            "A larger learning rate for all layers": before,
        }}
        for change, after in tried.items():
            if after > 1000 * before:
                print(change)
        """,
    )
