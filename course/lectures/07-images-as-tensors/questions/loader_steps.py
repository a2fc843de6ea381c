from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=7,
    outcome="Use torchvision datasets and dataloaders.",
    minutes=1.5,
    idea="loader",
    section="datasets",
    level="apply",
)
def loader_steps(draw):
    """What a data loader hands out, and how often."""
    count, size = draw.choice([(1000, 64), (500, 48), (2000, 96)])
    steps = -(-count // size)
    rest = count % size
    return Choices(
        f"""
        A data set of {count:,} grey pictures of 28 by 28 gives `(image, label)` with an image of shape `(1, 28,
        28)`. What
        happens in one epoch of `DataLoader(dataset, batch_size={size}, shuffle=True)`?
        """,
        right(
            f"{steps} batches, the last with {rest} pictures",
            because=f"{count:,} = {steps - 1} · {size} + {rest}. Without `drop_last` the smaller batch is kept.",
        ),
        wrong(f"{steps - 1} batches, all of {size} pictures", because="That is what `drop_last=True` does."),
        wrong(
            f"{steps} batches, all of {size} pictures, some of them twice",
            because="An epoch shows each example once: the order is a permutation.",
        ),
        wrong(
            f"{count} batches of shape `({size}, 28, 28)`",
            because="`batch_size` counts pictures per batch; the pictures are stacked along a new first axis.",
        ),
        key=f"""
        from torch.utils.data import DataLoader, TensorDataset
        loader = DataLoader(
            TensorDataset(torch.zeros({count}, 1, 28, 28), torch.arange({count})), batch_size={size}, shuffle=True
        )
        sizes = [len(y) for x, y in loader]
        print(f"{{len(sizes)}} batches, the last with {{sizes[-1]}} pictures")
        """,
    )
