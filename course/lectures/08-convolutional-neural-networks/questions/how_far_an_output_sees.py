from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=8,
    outcome="Define and implement 2D",
    minutes=2,
    idea="receptive field",
    section="equivariance",
    level="apply",
)
def how_far_an_output_sees(draw):
    """The receptive field of a stack in which one layer has a stride."""
    k, stride = draw.choice([(3, 2), (5, 2), (5, 3), (7, 2)])
    seen = k + (k - 1) * stride
    return Choices(
        f"""
        Two convolutions follow each other, both with kernels of {k} by {k}. The **first** has stride {stride}, the
        second stride 1. How many pixels of the input, in one direction, does one output of the second see?
        """,
        right(
            f"{seen}",
            because=f"Neighbouring outputs of the first lie {stride} pixels apart: "
            f"{k} + ({k} - 1) · {stride} = {seen}.",
        ),
        wrong(
            f"{2 * k - 1}",
            because=f"That holds for stride 1 in the first layer. Here a step of the second is {stride} pixels wide.",
        ),
        wrong(
            f"{k * stride}",
            because=f"The second sees {k} outputs of the first; these lie {stride} apart, and each sees {k} pixels.",
        ),
        wrong(
            f"{k * k}",
            because="The windows of neighbouring outputs overlap: what two of them see is counted once.",
        ),
        key=f"""
        stack = nn.Sequential(nn.Conv1d(1, 1, {k}, stride={stride}), nn.Conv1d(1, 1, {k}))
        x = torch.zeros(1, 1, 100, requires_grad=True)
        stack(x)[0, 0, 0].backward()
        print(int((x.grad != 0).sum()))
        """,
    )
