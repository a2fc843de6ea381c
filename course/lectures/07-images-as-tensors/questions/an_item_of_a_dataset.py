from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=7,
    outcome="Use torchvision datasets and dataloaders.",
    minutes=3,
    idea="data set",
    section="datasets",
    level="apply",
)
def an_item_of_a_dataset(draw):
    """An item is one picture (C, H, W); the loader adds the axis of the batch."""
    size = draw.choice([8, 12, 28])
    batch = draw.choice([4, 5])
    return Fragment(
        f"""
        Grey pictures lie as bytes in `pixels`, of shape `(N, {size}, {size})`, with their `labels`. The data
        loader is to give
        batches of floats from 0 to 1, of shape `({batch}, 1, {size}, {size})`.
        """,
        """
        from torch.utils.data import DataLoader, Dataset

        class Pictures(Dataset):
            def __init__(self, pixels, labels):
                self.pixels, self.labels = pixels, labels

            def __len__(self):
                return len(self.labels)

            def __getitem__(self, n):
                image = ____
                return image, self.labels[n]
        """,
        f"""
        pixels = torch.randint(0, 256, (10, {size}, {size}), generator=torch.Generator().manual_seed(0),
        dtype=torch.uint8)
        x, y = next(iter(DataLoader(Pictures(pixels, torch.arange(10)), batch_size={batch})))
        print(tuple(x.shape), x.dtype, y.tolist(), round(x.double().sum().item(), 3))
        """,
        right(
            "self.pixels[n][None].float() / 255",
            because="`[None]` adds the channel axis; floats come before the division. The loader stacks the items.",
        ),
        wrong(
            "self.pixels[n].float() / 255",
            because=f"Without the channel axis a batch has the shape ({batch}, {size}, {size}).",
        ),
        wrong(
            "self.pixels[n][None] / 256",
            because="255 must become 1: the largest byte is 255, not 256.",
        ),
        wrong(
            "self.pixels[n][None].float()",
            because="These floats go from 0 to 255.",
        ),
        wrong(
            "self.pixels[n][None, None].float() / 255",
            because=f"The loader adds the axis of the batch: this would be ({batch}, 1, 1, {size}, {size}).",
        ),
        rights=[
            "self.pixels[n].unsqueeze(0).float() / 255",
            "self.pixels[n:n + 1].float() / 255",
            "self.pixels[n][None] / 255",
            f"(self.pixels[n].float() / 255).reshape(1, {size}, {size})",
            "self.pixels[n].float()[None].div(255)",
        ],
    )
