from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=2,
    idea="layers without activation",
    section="non-linearity",
    level="diagnose",
)
def deep_and_straight(draw):
    """Linear layers in a row are one linear layer."""
    layers, width = draw.choice([4, 6, 8]), draw.choice([64, 128, 256])
    share = draw.choice([71, 74, 78])
    return Choices(
        f"""
        To tell two kinds of points in the plane apart, Leyla trains a single neuron and gets {share}% of them right.
        Then she trains {layers} layers of {width} neurons, `nn.Linear` after `nn.Linear`, and gets {share}% again. The
        training loss is the same to three digits. What should she change first?
        """,
        right(
            "Put an activation function between the layers",
            because="Without one, all layers together are one weighted sum. It can draw one straight line, as the "
            "single neuron does.",
        ),
        wrong(
            "Train for longer: so many weights need more steps",
            because="Both have come to the same loss, that of the best line. No weights of these layers can do better.",
        ),
        wrong(
            "Make the layers wider",
            because="The product of wide matrices is still one matrix with two columns.",
        ),
        wrong(
            "Start from other random weights",
            because="From whatever start, a straight border is all that the network can express.",
        ),
        key="""
        def bends(*middle):
            torch.manual_seed(0)
            net = nn.Sequential(nn.Linear(2, 8), *middle, nn.Linear(8, 8), *middle, nn.Linear(8, 1)).double()
            line = torch.linspace(-5, 5, 101, dtype=torch.float64)[:, None] * torch.tensor([[1.0, 0.5]]).double()
            scores = net(line)[:, 0]
            return (scores[2:] - 2 * scores[1:-1] + scores[:-2]).abs().max().item() > 1e-9

        tried = {
            "Put an activation function between the layers": bends(nn.ReLU()),
            "Train for longer: so many weights need more steps": bends(),
        }
        for change, helps in tried.items():
            if helps:
                print(change)
        """,
    )
