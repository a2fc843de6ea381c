"""Train the LeNet that the page of lecture 8 shows, and keep its weights in the library.

    python scripts/lenet_for_page.py

LeNet.modern on MNIST, 61,706 parameters, seed 0, rounded to float16; and the first test image of each digit. The script
measures the rounded numbers, and writes nothing where more than `MOST_WRONG` test images are wrong.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor

from chainrule import data, optim
from chainrule.data import random_crop
from chainrule.models import LeNet

FOLDER = Path(__file__).parent.parent / "src/chainrule/models/files"
MEAN, DEVIATION = 0.1307, 0.3081  # of the pixels of MNIST's training images, as the recipes have them
EPOCHS, BATCH, RATE, SEED = 4, 128, 0.1, 0
MOST_WRONG = 100  # of the 10,000 test images


def prepared(images: Tensor) -> Tensor:
    """Bytes (N, 1, 28, 28) as numbers of mean 0 and deviation 1."""
    return (images.float() / 255 - MEAN) / DEVIATION


def train(images: Tensor, labels: Tensor) -> LeNet:
    """Shifted by up to two pixels, for digits that are drawn by hand and not centred by machine."""
    generator = torch.Generator().manual_seed(SEED)
    model = LeNet.modern(generator=generator, fused=True)
    optimizer = optim.SGD(model.parameters(), lr=RATE, momentum=0.9, weight_decay=5e-4, nesterov=True)
    steps = EPOCHS * (len(images) // BATCH)
    for step in range(steps):
        if step % (len(images) // BATCH) == 0:
            order = torch.randperm(len(images), generator=generator)
        some = order[step * BATCH % (len(images) - BATCH) :][:BATCH]
        optimizer.param_groups[0]["lr"] = RATE * min(4 * (step + 1) / steps, (steps - step) / steps * 4 / 3)
        optimizer.zero_grad()
        F.cross_entropy(model(random_crop(prepared(images[some]), 2, generator)), labels[some]).backward()
        optimizer.step()
    return model


def main() -> None:
    """Train, round, measure, write."""
    mnist = data.load("mnist")
    model = train(mnist.train.images, mnist.train.labels)
    rounded = {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}
    model.load_state_dict(rounded)
    model.eval()
    with torch.no_grad():
        answers = model(prepared(mnist.test.images)).argmax(1)
    wrong = int((answers != mnist.test.labels).sum())
    if wrong > MOST_WRONG:
        raise SystemExit(
            f"{wrong} of {len(answers):,} test images are wrong; at most {MOST_WRONG} were to be. Nothing is written."
        )
    labels = mnist.test.labels.tolist()
    digits = torch.stack([mnist.test.images[labels.index(digit), 0] for digit in range(10)])
    save_file({"digits": digits}, FOLDER / "lenet-digits.safetensors")
    save_file(rounded, FOLDER / "lenet.safetensors", metadata={"wrong of 10,000 test images": str(wrong)})
    print(f"{wrong} of {len(answers):,} test images are wrong")


if __name__ == "__main__":
    main()
