from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=1.5,
    idea="axis of a reduction",
    section="tensors",
    level="apply",
)
def mean_of_each_channel(draw):
    """A reduction over an axis removes that axis; a tensor's axes have meanings."""
    batch, height, width, channels = draw.choice([(32, 24, 24, 3), (64, 28, 20, 3), (16, 48, 64, 4)])
    return Choices(
        f"""
        `images` has the shape `({batch}, {channels}, {height}, {width})`: examples, channels, height, width. Before
        training, the mean of **each channel over the whole batch** is wanted, {channels} numbers in all. Which
        expression gives it?
        """,
        right(
            "`images.mean(axis=(0, 2, 3))`",
            because=f"The axes that are named go away. What is left is the channel axis: shape ({channels},).",
        ),
        wrong(
            "`images.mean(axis=1)`",
            because=f"This removes the channels: shape ({batch}, {height}, {width}), a grey picture of every example.",
        ),
        wrong(
            "`images.mean(axis=(2, 3))`",
            because=f"This leaves the examples apart: shape ({batch}, {channels}), a mean for each channel of each "
            "image.",
        ),
        wrong(
            "`images.mean(axis=0)`",
            because=f"This is the mean image of the batch: shape ({channels}, {height}, {width}).",
        ),
        key=f"""
        images = np.random.default_rng(0).normal(size=({batch}, {channels}, {height}, {width}))
        wanted = np.array([images[:, channel].sum() for channel in range({channels})]) / images[:, 0].size
        for axis in ((0, 2, 3), 1, (2, 3), 0):
            mean = images.mean(axis=axis)
            if mean.shape == wanted.shape and np.allclose(mean, wanted):
                print(f"images.mean(axis={{axis}})")
        """,
    )
