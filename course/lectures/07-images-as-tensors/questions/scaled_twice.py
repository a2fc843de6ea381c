from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=7,
    outcome="Use torchvision datasets and dataloaders.",
    minutes=2,
    idea="ToTensor",
    section="datasets",
    level="recall",
)
def scaled_twice(draw):
    """What `ToTensor` has done already."""
    height, width = draw.choice([(28, 28), (32, 32), (24, 48)])
    return Choices(
        f"""
        A photograph of {height} by {width} pixels comes as bytes of shape `({height}, {width}, 3)`. What does
        torchvision's `transforms.ToTensor()` make of it?
        """,
        right(
            f"floats from 0 to 1, of shape `(3, {height}, {width})`",
            because="It permutes the axes, makes floats, and divides by 255: three steps in one.",
        ),
        wrong(
            f"bytes from 0 to 255, of shape `(3, {height}, {width})`",
            because="It also scales: whoever divides by 255 afterwards scales twice.",
        ),
        wrong(
            f"floats from 0 to 1, of shape `({height}, {width}, 3)`",
            because="The channels come first in PyTorch, and `ToTensor` puts them there.",
        ),
        wrong(
            f"floats with mean 0 and deviation 1, of shape `(3, {height}, {width})`",
            because="That is `Normalize`, a transform of its own, which needs to be told mean and deviation.",
        ),
        no_key="torchvision is not installed where keys are proven",
    )
