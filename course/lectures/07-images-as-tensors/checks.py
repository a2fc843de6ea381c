"""Lab 7: what prepares pictures for a network, and the loss that it learns to read them by."""

from chainrule.labs import check

# What a student is to write may not be asked of PyTorch.
BY_HAND = """
import torch.nn.functional as ready_made

def refuse(*arguments, **named):
    raise RuntimeError("PyTorch's own loss does what you are to write here: use log_softmax and gather")

ready_made.cross_entropy = ready_made.nll_loss = refuse
"""
IN_A_BATCH = """
from chainrule.data.splits import Split
split = Split(images, labels)
found = list(_batches(split, size, torch.Generator().manual_seed(seed), shuffle, None, drop_last, 0, 1))
labels_in_turn = [batch[1].tolist() for batch in found]
sizes = [len(batch[1]) for batch in found]
"""


def generator(draw):
    import torch

    return torch.Generator().manual_seed(draw.integers(0, 2**40))


def pictures(draw, *shape):
    """Pixels, each equally likely."""
    import torch

    return torch.randint(0, 256, shape, generator=generator(draw), dtype=torch.uint8)


def scores(draw, *shape, spread=2.0):
    """Scores in float64, for exact comparison."""
    import torch

    return spread * torch.randn(*shape, generator=generator(draw), dtype=torch.float64)


@check("`to_float` makes numbers from 0 to 1 of bytes", points=1, about=["to_float"])
def bytes_to_floats(student, draw):
    import torch

    x = pictures(draw, 2, 1, 4, 4)
    student.to_float(x).should_be(
        x.float() / 255,
        hint=[
            (x.float() / 256, "The largest byte is 255, and it must become 1: divide by 255, not by 256."),
            (x.float(), "The division is missing: 255 must become 1."),
            ((x // 255).float(), "Bytes were divided as whole numbers: make floats first."),
            (torch.zeros(2, 1, 4, 4), "Bytes were divided as whole numbers: make floats first."),
        ],
    )


@check("`channel_statistics` finds the mean and the deviation of each channel", points=2, about=["channel_statistics"])
def statistics(student, draw):
    x = pictures(draw, draw.integers(4, 6), 3, 5, 7)
    x[:, 1] //= 2  # so that the channels differ
    x[:, 2] //= 4
    pixels = x.double() / 255
    mean, std = pixels.mean(dim=(0, 2, 3)).float(), pixels.std(dim=(0, 2, 3), correction=0).float()
    found = student.channel_statistics(x)
    found[0].should_be(
        mean,
        hint=[
            (255 * mean, "These are means of bytes: statistics are of pixels from 0 to 1."),
            (pixels[:3].mean(dim=(1, 2, 3)).float(), "Axis 0 holds the pictures; the channels are axis 1."),
        ],
        tolerance=1e-5,
    )
    found[1].should_be(
        std,
        hint=[
            (std**2, "This is the variance: the deviation is its square root."),
            (pixels.std(dim=(0, 2, 3)).float(), "Divided by one less than the number of pixels: use all of them."),
        ],
        tolerance=1e-5,
    )
    refuse = "Statistics are of uint8 pictures (N, C, H, W): refuse everything else, before somebody counts twice."
    student.channel_statistics(pixels).should_raise(ValueError, hint=refuse)


@check("`normalize` gives each channel its own mean and deviation", points=3, about=["normalize"])
def normalized(student, draw):
    import torch

    size = draw.choice([3, 4])  # as wide as there are channels: a wrong broadcast is silent there
    x = pictures(draw, 2, 3, size, 3)
    mean, std = torch.tensor([0.5, 0.25, 0.125]), torch.tensor([0.25, 0.5, 0.2]) + draw.integers(1, 9) / 100
    shift, scale = mean[:, None, None], std[:, None, None]
    pixels = x.float() / 255
    across = "The means were lined up with the width: give them the shape (C, 1, 1), with [:, None, None]."
    student.normalize(x, mean, std).should_be(
        (pixels - shift) / scale,
        hint=[
            ((pixels - mean) / std, across),
            ((pixels - mean * shift / shift) / scale, across),
            (pixels / scale - mean / std, across),
            (pixels / std - shift / scale, across),
            (pixels / scale - shift, "Subtract first, then divide: the mean, too, is divided by the deviation."),
            ((x.float() - shift) / scale, "The bytes were not divided by 255: mean and deviation are of 0 to 1."),
        ],
        tolerance=1e-5,
    )
    floats = student.execute("result = normalize(x, mean, std)\nleft = x", x=pixels, mean=mean, std=std)
    floats.result.should_be(
        (pixels - shift) / scale,
        hint=[((pixels / 255 - shift) / scale, "Floats are from 0 to 1 already: only bytes are divided by 255.")],
        tolerance=1e-5,
    )
    floats.left.should_be(pixels, hint="The caller's picture was changed: compute a new tensor, without -= and /=.")


@check("`normalize` refuses what does not fit", points=1, about=["normalize"])
def normalized_or_refused(student, draw):
    import torch

    x, ones = pictures(draw, 2, 3, 4, 4), torch.ones(3)
    student.normalize(x[0], ones, ones).should_raise(
        ValueError, hint="One picture (C, H, W) has three axes. It would be normalized along the wrong one: refuse it."
    )
    student.normalize(x, torch.ones(1), torch.ones(1)).should_raise(
        ValueError, hint="One mean for three channels would be broadcast over all of them, silently: refuse it."
    )
    student.normalize(x, torch.zeros(3), ones).should_be(x.float() / 255, tolerance=1e-5)


@check("An epoch shows every example once, with its own label", points=3, about=["_batches"])
def every_example_once(student, draw):
    import torch

    count, size = draw.integers(20, 30), draw.integers(4, 7)
    images = pictures(draw, count, 1, 2, 2)
    images[:, 0, 0, 0] = torch.arange(count, dtype=torch.uint8)  # each picture says which it is
    names = {"images": images, "labels": torch.arange(count), "size": size, "seed": draw.integers(0, 10**6)}
    run = student.execute(IN_A_BATCH, shuffle=True, drop_last=False, **names)
    seen = student.execute(
        "seen = sorted(n for batch in labels_in_turn for n in batch)\n"
        "shown = [int(n) for batch in found for n in batch[0][:, 0, 0, 0]]\n"
        "told = [n for batch in labels_in_turn for n in batch]",
        labels_in_turn=run.labels_in_turn,
        found=run.found,
    )
    seen.seen.should_be(list(range(count)), hint=lambda got: what_is_wrong_with_an_epoch(got, count))
    last = count % size
    run.sizes.should_be([size] * (count // size) + ([last] if last else []), hint="Every batch but the last is full.")
    right = student.execute("result = [a == b for a, b in zip(shown, told)]", shown=seen.shown, told=seen.told)
    right.result.should_be(
        [True] * count, hint="Pictures and labels were taken in different orders: one index must take both."
    )


def what_is_wrong_with_an_epoch(got, count):
    if len(set(got)) < len(got):
        return "Some examples came twice: an order without repetition is a permutation, torch.randperm."
    if len(got) < count:
        return "Some examples never came: the pieces must cover the order to its end, the last smaller one included."
    return ""


@check("The order is the generator's, and without shuffling that of the file", points=3, about=["_batches"])
def in_which_order(student, draw):
    import torch

    count, size, seed = draw.integers(12, 20), draw.integers(3, 5), draw.integers(0, 10**6)
    images, labels = pictures(draw, count, 1, 2, 2), torch.arange(count)
    names = {"images": images, "labels": labels, "size": size, "seed": seed, "drop_last": False}
    drawn = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    student.execute(IN_A_BATCH, shuffle=True, **names).labels_in_turn.should_be(
        [piece.tolist() for piece in drawn.split(size)],
        hint="The order is not the generator's: draw it with torch.randperm(len(split), generator=generator), once.",
    )
    student.execute(IN_A_BATCH, shuffle=False, **names).labels_in_turn.should_be(
        [piece.tolist() for piece in labels.split(size)],
        hint="Without `shuffle` the order is that of the file: 0, 1, 2, ...",
    )


@check("`drop_last`, and one transform per batch, for its pictures alone", points=2, about=["_batches"])
def last_batch_and_transform(student, draw):
    import torch

    size = draw.integers(5, 7)
    count = 3 * size + draw.integers(1, size - 1)
    images, labels = pictures(draw, count, 1, 2, 2), torch.arange(count)
    names = {"images": images, "labels": labels, "size": size, "seed": draw.integers(0, 10**6)}
    student.execute(IN_A_BATCH, shuffle=True, drop_last=True, **names).sizes.should_be(
        [size] * 3, hint="With drop_last the last batch, which is too small, is left out."
    )
    run = student.execute(
        """
        from chainrule.data.splits import Records, Split
        calls = []
        def halved(x):
            calls.append(len(x))
            return x // 2
        batch = next(_batches(Split(images, labels), size, None, False, halved, False, 0, 1))
        once = len(calls)
        records = next(_batches(Records(a=labels), size, None, False, lambda d: {"a": d["a"] + 1}, False, 0, 1))
        """,
        **names,
    )
    run.batch[0].should_be(images[:size] // 2, hint="`transform` takes the first of a pair: the pictures of the batch.")
    run.batch[1].should_be(labels[:size], hint="The labels were transformed, too: only the first of a pair is.")
    run.once.should_be(1, hint=how_often_it_was_asked)
    run.records["a"].should_be(labels[:size] + 1, hint="A batch that is a dict is given to `transform` as a whole.")


def how_often_it_was_asked(got):
    if got == 4:  # as many as there are batches, and no batch has so few pictures
        return "All batches were made before the first was asked for: `yield` each one when its turn comes."
    return "`transform` is asked once per batch, with all of its pictures: once per picture is slow."


@check("Transfer: several processes share each batch", points=2, about=["_batches"])
def shared_by_processes(student, draw):
    import torch

    size, processes, seed = 6, draw.choice([2, 3]), draw.integers(0, 10**6)
    count = draw.integers(18, 23)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    for rank in range(processes):
        run = student.execute(
            """
            from chainrule.data.splits import Records
            data = Records(n=torch.arange(count))
            seeded = torch.Generator().manual_seed(seed)
            found = [b["n"].tolist() for b in _batches(data, size, seeded, True, None, False, rank, processes)]
            """,
            count=count,
            size=size,
            seed=seed,
            rank=rank,
            processes=processes,
        )
        run.found.should_be(
            [piece[rank::processes].tolist() for piece in order.split(size)],
            hint="Each process takes every `processes`-th example of the same batch, from its own rank on.",
        )


@check(
    "Transfer: a data set for a DataLoader: every picture, and then its mirror image",
    points=3,
    about=["WithMirrors.__getitem__"],
)
def with_mirrors(student, draw):
    import torch

    count = draw.integers(4, 7)
    images, labels = pictures(draw, count, 3, 4, 5), torch.arange(count) + 10
    edge = torch.tensor([1, 1, 0, 0, 0], dtype=torch.uint8)
    run = student.execute(
        """
        from itertools import islice
        from torch.utils.data import DataLoader
        pairs = [(picture, int(label)) for picture, label in zip(images, labels)]
        data = WithMirrors(pairs)
        taken = [data[n] for n in range(2 * len(pairs))]
        found, told = torch.stack([pair[0] for pair in taken]), [int(pair[1]) for pair in taken]
        many = len(list(islice(iter(data), 3 * len(pairs))))
        batches_of = [list(x.shape) for x, y in DataLoader(data, batch_size=len(pairs))]
        left = WithMirrors(pairs, lambda picture: picture * edge)  # the transform keeps the left edge alone
        edges = torch.stack([left[n][0] for n in range(2 * len(pairs))])
        """,
        images=images,
        labels=labels,
        edge=edge,
    )
    mirrored = images.flip(3)
    run.found.should_be(
        torch.cat([images, mirrored]),
        hint=[
            (torch.cat([images, images]), "The second half is not mirrored: there left and right are exchanged."),
            (torch.cat([images, images.flip(2)]), "Up and down were exchanged: left and right are the last axis."),
            (torch.cat([images, images.flip(1)]), "The colours were exchanged: left and right are the last axis."),
            (torch.stack([images, mirrored], 1).flatten(0, 1), "First come all the pictures, then all mirror images."),
        ],
    )
    run.told.should_be(2 * labels.tolist(), hint="A mirror image has the label of its picture.")
    run.edges.should_be(
        torch.cat([images, mirrored]) * edge,
        hint=[
            (torch.cat([images * edge, (images * edge).flip(3)]), "Mirror first: `transform` is asked last of all."),
            (torch.cat([images * edge, mirrored]), "`transform` is asked for mirror images, too."),
        ],
    )
    run.many.should_be(2 * count, hint="A loop over a data set ends at an IndexError: raise it behind the last pair.")
    run.batches_of.should_be([[count, 3, 4, 5]] * 2)


@check("`hold_out` cuts the examples into two parts without a common one", points=2, about=["hold_out"])
def held_out(student, draw):
    count, part, seed = draw.integers(20, 30), draw.integers(5, 9), draw.integers(0, 10**6)
    run = student.execute(
        """
        from chainrule.data.splits import Records
        def parts(seed):
            both = hold_out(Records(n=torch.arange(count)), part, torch.Generator().manual_seed(seed))
            return [sorted(each.tensors()["n"].tolist()) for each in both]
        rest, held = parts(seed)
        both = sorted(rest + held)
        many = len(held)
        again = parts(seed)[1] == held
        others = any(parts(seed + more)[1] != held for more in (1, 2, 3))
        """,
        count=count,
        part=part,
        seed=seed,
    )
    run.both.should_be(
        list(range(count)), hint="Some examples are in both parts, or in none: cut one permutation in two."
    )
    run.many.should_be(part, hint="`count` examples are held out, and they are the second part: first comes the rest.")
    run.again.should_be(True, hint="Equal generators must hold out equal examples: draw from `generator`.")
    run.others.should_be(
        True,
        hint="The part that is held out is not drawn: it would be sorted as the file is. Take it from the permutation.",
    )
    too_many = "from chainrule.data.splits import Records\nhold_out(Records(n=torch.arange(3)), 4, torch.Generator())"
    student.execute(too_many).should_raise(
        ValueError, hint="Of 3 examples, 4 cannot be held out: a ValueError says so."
    )


@check(
    "`at_label` takes one number from each row",
    points=2,
    about=["at_label"],
    when={"IndexError": "More axes may follow the classes, (N, C, ...): `gather` along axis 1 takes them as they are."},
)
def looked_up(student, draw):
    import torch

    x = scores(draw, 4, 4)  # square, so that rows and columns can be confused without an error
    labels = torch.randint(0, 4, (4,), generator=generator(draw))
    labels[0] = (labels[1] + 1) % 4
    student.at_label("it", x, labels).should_be(
        x[torch.arange(4), labels],
        hint=[
            (x[labels, torch.arange(4)], "Rows and columns are confused: the classes are axis 1."),
            (x[:, labels], "Every label was looked up in every row: gather one per row."),
        ],
    )
    places = scores(draw, 2, 3, 5)  # a label for each of 5 places, as in a picture that is cut into regions
    regions = torch.randint(0, 3, (2, 5), generator=generator(draw))
    student.at_label("it", places, regions).should_be(places.gather(1, regions.unsqueeze(1)).squeeze(1))
    student.at_label("it", x, labels + 4).should_raise(
        IndexError, hint="A label that is no class must be named in an IndexError."
    )
    student.at_label("it", x, labels - 4).should_raise(
        IndexError, hint="A negative label is no class: it must not count from the end, as an index of Python does."
    )


@check(
    "The loss is -log of the right class's softmax, whatever the size of the scores", points=3, about=["cross_entropy"]
)
def value(student, draw):
    import torch

    student.execute(BY_HAND)
    n = draw.integers(3, 5)
    x, labels = scores(draw, n, n), torch.randint(0, n, (n,), generator=generator(draw))
    labels[0] = (labels[1] + 1) % n
    log_p = x.log_softmax(1)
    rows = torch.arange(n)
    right = -log_p[rows, labels].mean()
    student.cross_entropy(x, labels).should_be(
        right,
        hint=[
            (-right, "The sign is missing: log p is negative, and the loss is -log p."),
            (-x.log_softmax(0)[rows, labels].mean(), "The softmax is over the classes, axis 1, not over the batch."),
            (-log_p.exp()[rows, labels].mean(), "The logarithm is missing: this is the mean probability."),
            (
                -x.softmax(1).log_softmax(1)[rows, labels].mean(),
                "There are two softmaxes: `cross_entropy` takes scores, and makes probabilities of them once.",
            ),
        ],
    )
    large = 1000 * torch.eye(n, dtype=torch.float64) + x
    student.cross_entropy(large, (rows + 1) % n, reduction="none").should_be(
        -large.log_softmax(1)[rows, (rows + 1) % n],
        hint="Large scores overflow: the logarithm of a softmax is infinite where that is 0. Take log_softmax.",
    )


@check(
    "Its gradient is what was said minus what was right, divided by the number of examples",
    points=3,
    about=["cross_entropy", "at_label"],
    when={"RuntimeError": "The way back is cut: no detach(), no item(), no new tensor made of numbers."},
)
def gradient(student, draw):
    import torch

    n, k = draw.integers(3, 4), draw.integers(4, 5)
    x, labels = scores(draw, n, k), torch.randint(0, k, (n,), generator=generator(draw))
    run = student.execute(
        "scores = x.clone().requires_grad_()\ncross_entropy(scores, labels).backward()\ngradient = scores.grad",
        x=x,
        labels=labels,
    )
    by_formula = (x.softmax(1) - torch.nn.functional.one_hot(labels, k)) / n
    assert torch.allclose(by_formula, nudged(x, labels), atol=1e-7)  # the second way to know it
    run.gradient.should_be(
        by_formula,
        hint=[
            (n * by_formula, "The gradient is that of the sum: the loss is a mean over the examples."),
            (by_formula / n, "It is divided by the number of examples twice."),
        ],
    )


def nudged(x, labels, h=1e-5, **how):
    """The gradient by central differences of PyTorch's own loss."""
    import torch

    slopes = torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros(x.numel(), dtype=x.dtype)
        nudge[place] = h
        above, below = (
            torch.nn.functional.cross_entropy(x + sign * nudge.view_as(x), labels, **how) for sign in (1, -1)
        )
        slopes.view(-1)[place] = (above - below) / (2 * h)
    return slopes


@check(
    "Transfer: labels that do not count change nothing, and do not make the mean smaller",
    points=2,
    about=["loss_of_labels"],
)
def left_out(student, draw):
    import torch

    n = draw.integers(5, 7)
    x, labels = scores(draw, n, 4), torch.randint(0, 4, (n,), generator=generator(draw))
    labels[1] = labels[3] = -100
    losses = torch.nn.functional.cross_entropy(x, labels, reduction="none")
    student.cross_entropy(x, labels).should_be(
        losses.sum() / (n - 2),
        hint=[
            (losses.sum() / n, "The mean is over the labels that count, and these are fewer than all."),
            (losses.sum(), "This is the sum: the mean is over the labels that count."),
        ],
    )
    student.cross_entropy(x, labels, reduction="none").should_be(
        losses, hint="A label of -100 does not count: its loss is 0."
    )


@check("Transfer: weights of classes, and labels that are not quite sure", points=2, about=["loss_of_labels"])
def weighted_and_smoothed(student, draw):
    import torch

    n = draw.integers(4, 6)
    x, labels = scores(draw, n, 3), torch.randint(0, 3, (n,), generator=generator(draw))
    labels[0], labels[1] = 0, 2
    weight = torch.tensor([1.0, 3.0, 0.5], dtype=torch.float64)
    own = torch.nn.functional.cross_entropy
    student.cross_entropy(x, labels, weight).should_be(
        own(x, labels, weight),
        hint=[
            (own(x, labels, weight, reduction="sum") / n, "A weighted mean is divided by the sum of the weights."),
            (own(x, labels), "The weights of the classes are ignored."),
        ],
    )
    smoothing = draw.choice([0.1, 0.2, 0.3])
    student.cross_entropy(x, labels, label_smoothing=smoothing).should_be(
        own(x, labels, label_smoothing=smoothing),
        hint=[
            (own(x, labels, label_smoothing=1 - smoothing), "The two parts have changed places: the label has 1 - s."),
            (own(x, labels), "The smoothing is ignored: s of the loss is the mean over all classes."),
        ],
    )
    how = {"weight": weight, "label_smoothing": smoothing}
    run = student.execute(
        "leaf = x.clone().requires_grad_()\ncross_entropy(leaf, labels, **how).backward()\ngradient = leaf.grad",
        x=x,
        labels=labels,
        how=how,
    )
    leaf = x.clone().requires_grad_()
    own(leaf, labels, **how).backward()
    assert torch.allclose(leaf.grad, nudged(x, labels, **how), atol=1e-7)  # the second way to know it
    run.gradient.should_be(
        leaf.grad, hint="The gradient is not that of the loss: both of its parts, the label's and the mean's, have one."
    )


@check(
    "Transfer: a perceptron learns to read digits from your batches, by your loss",
    points=2,
    rounds=1,
    seconds=20,
    about=["_batches", "cross_entropy"],
)
def trained(student, draw):
    import torch

    from chainrule.data import load

    digits = load("digits")
    chosen = torch.randperm(1500, generator=generator(draw))[:800]
    train, test = digits.train.take(chosen[:600]), digits.train.take(chosen[600:])
    run = student.execute(
        """
        from torch import nn
        from chainrule.data.splits import Split
        torch.manual_seed(seed)
        draws = torch.Generator().manual_seed(seed)
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
        mean, std = channel_statistics(images)
        def prepare(x):
            return normalize(x, mean, std)
        for epoch in range(6):
            for x, y in _batches(Split(images, labels), 20, draws, True, prepare, False, 0, 1):
                loss = cross_entropy(model(x), y)
                model.zero_grad()
                loss.backward()
                with torch.no_grad():
                    for weights in model.parameters():
                        weights -= 0.1 * weights.grad
        said = model(prepare(unseen)).argmax(1)
        """,
        images=train.images,
        labels=train.labels,
        unseen=test.images,
        seed=draw.integers(0, 10**6),
    )
    right = int((run.said.read() == test.labels).sum())
    if right < 150:
        run.said.should_be(
            test.labels,
            hint=f"Only {right} of 200 digits that it has not seen are read right, and at least 150 should be. Do "
            "pictures and labels still belong together? Does the loss fall as it should?",
        )
