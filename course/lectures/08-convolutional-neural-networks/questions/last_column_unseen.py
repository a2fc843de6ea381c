from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=8,
    outcome="Define and implement 2D",
    minutes=4,
    idea="the remainder of the division",
    section="padding-and-stride",
    level="diagnose",
)
def last_column_unseen(draw):
    """Where the stride does not divide, the floor leaves pixels out."""
    size, kernel, stride = draw.choice([(10, 3, 2), (32, 5, 2), (20, 3, 2), (12, 3, 2)])
    places = (size - kernel) // stride + 1
    reach = (places - 1) * stride + kernel
    return OpenQuestion(
        f"""
        Pictures of {size} by {size} go through a convolution with kernels of {kernel} by {kernel}, stride
        {stride}, no padding.
        Nigar finds that ink in the **last column** changes nothing in the output, and that no gradient ever reaches it.

        Show with the numbers why this is so, and name one change of the layer after which every column is seen.
        """,
        model=f"""
        ({size} - {kernel}) / {stride} leaves a remainder, so the floor drops a last, partial step. There are {places}
        places; the last
        one begins at column {(places - 1) * stride} and ends at column {reach - 1}, but the picture's last column is
        {size - 1}. A padding of 1, stride 1, or a kernel whose size leaves no remainder lets every column be seen.
        """,
        rubric=[
            Criterion(
                "the remainder",
                1,
                counts=f"Counts the places ({places}) or shows that the last window ends at column {reach - 1} of 0 to "
                f"{size - 1}. Half for saying that the stride does not divide, without numbers.",
                does_not="That the border is always ignored without padding.",
            ),
            Criterion(
                "remedy",
                1,
                counts="Padding of 1, stride 1, or another kernel size for which it divides.",
                does_not="A larger stride, more kernels, or pooling.",
            ),
        ],
        examples=f"""
        1, 1: ({size}-{kernel})/{stride} is not whole, floor gives {places} positions, the last covers up to column
        {reach - 1}.
        column {size - 1} is never covered. use padding=1
        1, 1: {places} places, last starts at {(places - 1) * stride} and ends at {reach - 1}. With stride 1 every
        column is
        used.
        1, 1: The last window ends in column {reach - 1} but the picture goes to {size - 1}. Add zeros around it
        (padding 1).
        1, 0: there are {places} windows and they end at column {reach - 1}. She should use more kernels.
        0.5, 1: the stride doesn't divide evenly so the end is cut off. padding 1 fixes it.
        0.5, 0: The division has a remainder and is rounded down.
        0, 1: set the stride to 1
        0, 1: Without padding the border is ignored always, so padding=1.
        0, 0: Dead ReLU: the units of the last column are zero so the gradient is zero.
        0, 0: The kernel at the border is multiplied by zeros.
        0, 0: She should use max pooling instead, it takes the largest of all.
        """,
    )
