"""What drawn digits are worth, as a LeNet reads them: how they are spread, how clear they are, and whether copied."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from chainrule.data import Split, to_float
from chainrule.models.lenet import LeNet
from chainrule.probability.samples import frechet_distance, nearest
from chainrule.recipes.images import Plan, fitted, prepared
from chainrule.recipes.options import Options
from chainrule.recipes.tables import table

PLAN = Plan(epochs=2, batch=128, rate=0.1, weight_decay=5e-4)
SURE = 0.9


@dataclass(frozen=True)
class Judged:
    """Of so many pictures: what stands in a row of the table.

    `frechet` is the distance of their features to those of the test images; `sure` the share that is read with a
    probability above 0.9, `right` the share read as the digit that it is to be, where that is known; `least` and `most`
    the shares of the rarest and the commonest digit; `near` the distance to the nearest training image in pixels from 0
    to 1, the median, and `nearest` the first percentile.
    """

    frechet: float
    sure: float
    right: float | None
    least: float
    most: float
    near: float
    nearest: float


class Reader:
    """A LeNet (16 and 32 maps, 84 features before the last layer) that was trained to read MNIST, and its test images.

    It is trained as `mnist-lenet` is, for fewer epochs: `accuracy` is that on the test images, `seconds` what it took.
    """

    def __init__(self, options: Options, train: Split, test: Split, plan: Plan = PLAN) -> None:
        generator = options.generator(0)
        self.model = LeNet.modern(channels=(16, 32), batch_norm=True, generator=generator, fused=not options.mine)
        history = fitted(options, self.model, train, test, plan, generator=generator, part="reader")
        self.accuracy, self.seconds = history.metric("accuracy")[-1], history.seconds
        self.ready = prepared(train.images)
        self.seen = to_float(train.images).flatten(1)  # (N, 784)
        self.features, _ = self.read(test.images)

    @torch.no_grad()
    def read(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Features (N, 84) and probabilities (N, 10) of uint8 images."""
        model, features = self.model.eval(), []
        for part in images.split(1000):
            features.append(model.classifier[:-1](model.features(self.ready(part)).flatten(1)))
        found = torch.cat(features)
        return found, torch.softmax(model.classifier[-1](found), 1)

    def judge(self, images: Tensor, labels: Tensor | None = None) -> Judged:
        """What uint8 `images` (N, 1, 28, 28) are worth; `labels` (N,) are the digits that they are to be."""
        features, probabilities = self.read(images)
        read = probabilities.argmax(1)
        shares = torch.bincount(read, minlength=10) / len(read)
        distance, _ = nearest(to_float(images).flatten(1), self.seen)
        return Judged(
            frechet_distance(features, self.features).item(),
            (probabilities.amax(1) > SURE).float().mean().item(),
            None if labels is None else (read == labels).float().mean().item(),
            shares.min().item(),
            shares.max().item(),
            distance.median().item(),
            distance.quantile(0.01).item(),
        )


def judged(rows: Mapping[str, Judged], reader: Reader) -> str:
    """The table, as Markdown, and what its columns are."""
    heads = ["pictures", "Fréchet", f"read above {SURE}", "read as asked", "rarest, commonest digit"]
    heads += ["nearest training image: median, 1%"]
    lines = [
        [
            name,
            f"{row.frechet:.2f}",
            f"{100 * row.sure:.1f}%",
            "" if row.right is None else f"{100 * row.right:.1f}%",
            f"{100 * row.least:.1f}%, {100 * row.most:.1f}%",
            f"{row.near:.2f}, {row.nearest:.2f}",
        ]
        for name, row in rows.items()
    ]
    return f"""\
Fréchet: the squared distance between normal fits of 84 features, those before the last layer of a LeNet that reads
{100 * reader.accuracy:.1f}% of the test images right, to those of all test images. It is the larger, the fewer pictures
there are: all rows have as many. The nearest training image is by the distance of all pixels from 0 to 1.

{table(heads, lines)}"""
