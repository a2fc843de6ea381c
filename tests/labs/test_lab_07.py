"""Lab 7 accepts other right ways to write it, and says of a wrong one what is wrong with it."""

from textwrap import dedent, indent

import pytest
from tests.labs.otherwise import complaints

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab, solution
from chainrule.labs.source import definitions


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 7)


def complaints_of(lab: Lab, bodies: dict[str, str], *checks: str) -> list[str]:
    """Of the solution with these bodies in place of its own; of the checks that are named, or of all."""
    only = lab.with_checks([check for check in lab.checks if check.name in checks]) if checks else lab
    source = solution(lab)
    for name, body in bodies.items():
        lines, node = source.split("\n"), dict(definitions(source))[name]
        deep = " " * (node.col_offset + 4)
        lines[node.body[0].lineno - 1 : node.end_lineno] = [indent(dedent(body).strip("\n"), deep)]
        source = "\n".join(lines)
    return complaints(only, source)


WRITTEN_BY_HAND = {
    "as the lecture writes it": {
        "to_float": "return images / 255",
        "channel_statistics": """
            if images.dtype != torch.uint8 or images.dim() != 4:
                raise ValueError("uint8 (N, C, H, W)")
            pixels = to_float(images)
            return pixels.mean((0, 2, 3)), pixels.std((0, 2, 3), correction=0)
            """,
        "normalize": """
            if x.dim() != 4 or not len(mean) == len(std) == x.shape[1]:
                raise ValueError("a mean and a deviation per channel of (N, C, H, W)")
            x = to_float(x) if x.dtype == torch.uint8 else x.float()
            return (x - mean.view(1, -1, 1, 1)) / std.view(1, -1, 1, 1)
            """,
        "_batches": """
            order = torch.randperm(len(split), generator=generator) if shuffle else torch.arange(len(split))
            for index in order.split(size):
                if drop_last and len(index) < size:
                    return
                batch = split.batch(index[rank::processes])
                if transform is not None and isinstance(batch, dict):
                    batch = transform(batch)
                elif transform is not None:
                    first, *others = batch
                    batch = [transform(first), *others]
                yield batch
            """,
        "hold_out": """
            if count < 0 or count > len(split):
                raise ValueError("more than there are")
            order, rest = torch.randperm(len(split), generator=generator), len(split) - count
            return split.take(order[:rest]), split.take(order[rest:])
            """,
        "cross_entropy": """
            surprisal = torch.logsumexp(input, 1, keepdim=True) - input
            return loss_of_labels("cross_entropy", surprisal, target, weight, ignore_index, reduction, label_smoothing)
            """,
        "loss_of_labels": """
            weight = torch.ones(surprisal.shape[1]).to(surprisal) if weight is None else weight
            counts = target != ignore_index
            label = target.masked_fill(~counts, 0)
            losses = at_label(loss, surprisal, label) * weight[label]
            spread = (surprisal.movedim(1, -1) * weight).mean(-1)
            losses = ((1 - smoothing) * losses + smoothing * spread) * counts
            if reduction == "mean":
                return losses[counts].sum() / weight[label][counts].sum()
            return losses.sum() if reduction == "sum" else losses
            """,
        "at_label": """
            if ((label < 0) | (label >= x.shape[1])).any():
                raise IndexError(f"{loss}: a label that is no class")
            return torch.take_along_dim(x, label.unsqueeze(1), 1).squeeze(1)
            """,
    },
    "with loops, masks and lists": {
        "to_float": "return images.to(torch.float32) * (1 / 255)",
        "channel_statistics": """
            if images.dtype != torch.uint8 or images.dim() != 4:
                raise ValueError("uint8 (N, C, H, W)")
            means, deviations = [], []
            for c in range(images.shape[1]):
                pixels = images[:, c].double() / 255
                means.append(pixels.mean())
                deviations.append(((pixels**2).mean() - pixels.mean() ** 2) ** 0.5)
            return [torch.stack(means).float(), torch.stack(deviations).float()]
            """,
        "normalize": """
            if x.dim() != 4 or mean.shape != (x.shape[1],) or std.shape != mean.shape:
                raise ValueError("a mean and a deviation per channel of (N, C, H, W)")
            pixels = x.float() if x.is_floating_point() else x / 255
            return torch.stack([(pixels[:, c] - mean[c]) / std[c] for c in range(x.shape[1])], 1)
            """,
        "_batches": """
            numbers = list(range(len(split)))
            if shuffle:
                numbers = torch.randperm(len(split), generator=generator).tolist()
            while numbers and not (drop_last and len(numbers) < size):
                index, numbers = numbers[:size], numbers[size:]
                batch = split.batch(torch.tensor(index[rank::processes]))
                if transform and isinstance(batch, tuple):
                    batch = (transform(batch[0]),) + batch[1:]
                elif transform:
                    batch = transform(batch)
                yield batch
            """,
        "hold_out": """
            if not 0 <= count <= len(split):
                raise ValueError("more than there are")
            out = torch.zeros(len(split), dtype=torch.bool)
            out[torch.randperm(len(split), generator=generator)[:count]] = True
            return split.take(~out), split.take(out)
            """,
        "cross_entropy": """
            shifted = input - input.max(dim=1, keepdim=True).values
            surprisal = shifted.exp().sum(dim=1, keepdim=True).log() - shifted
            return loss_of_labels("cross_entropy", surprisal, target, weight, ignore_index, reduction, label_smoothing)
            """,
        "at_label": """
            if label.min() < 0 or label.max() >= x.shape[1]:
                raise IndexError(f"{loss}: a label that is no class")
            return (x * F.one_hot(label, x.shape[1]).movedim(-1, 1)).sum(1)
            """,
        "WithMirrors.__getitem__": """
            half, change = len(self.pairs), self.transform or (lambda picture: picture)
            if n < 0 or n >= 2 * half:
                raise IndexError(n)
            if n < half:
                return change(self.pairs[n][0]), self.pairs[n][1]
            picture, label = self.pairs[n - half]
            return change(torch.stack(picture.unbind(-1)[::-1], -1)), label
            """,
    },
    "in the order of the file": {
        "hold_out": """
            if not 0 <= count <= len(split):
                raise ValueError("more than there are")
            order = torch.randperm(len(split), generator=generator)
            return split.take(order[count:].sort().values), split.take(order[:count].sort().values)
            """,
        "cross_entropy": """
            surprisal = input.log_softmax(1).neg()
            return loss_of_labels("cross_entropy", surprisal, target, weight, ignore_index, reduction, label_smoothing)
            """,
        "at_label": """
            rows = x.movedim(1, -1).reshape(-1, x.shape[1])
            if (label < 0).any():
                raise IndexError(f"{loss}: a label that is no class")
            return rows[torch.arange(len(rows)), label.reshape(-1)].reshape(label.shape)
            """,
    },
}


@pytest.mark.parametrize("bodies", WRITTEN_BY_HAND.values(), ids=WRITTEN_BY_HAND.keys())
def test_other_right_ways_pass(lab: Lab, bodies: dict[str, str]) -> None:
    assert complaints_of(lab, bodies) == []


WRONG = {
    "pictures counted from the end, too": (
        "with_mirrors",
        "ends at an IndexError",
        {
            "WithMirrors.__getitem__": """
                half = len(self.pairs)
                picture, label = self.pairs[n % half]
                picture = picture.flip(2) if n >= half else picture
                return (self.transform(picture) if self.transform else picture), label
                """
        },
    ),
    "all batches at once": (
        "last_batch_and_transform",
        "before the first was asked for",
        {
            "_batches": """
                order = torch.randperm(len(split), generator=generator) if shuffle else torch.arange(len(split))
                made = []
                for index in order.split(size):
                    if len(index) == size or not drop_last:
                        batch = split.batch(index[rank::processes])
                        if transform:
                            batch = (transform(batch[0]), batch[1]) if len(batch) == 2 else transform(batch)
                        made.append(batch)
                return iter(made)
                """
        },
    ),
    "a draw of PyTorch's own": (
        "held_out",
        "draw from `generator`",
        {
            "hold_out": """
                if not 0 <= count <= len(split):
                    raise ValueError("more than there are")
                order = torch.randperm(len(split))
                return split.take(order[count:]), split.take(order[:count])
                """
        },
    ),
    "the parts in the other order": (
        "held_out",
        "first comes the rest",
        {
            "hold_out": """
                order = torch.randperm(len(split), generator=generator)
                return split.take(order[:count]), split.take(order[count:])
                """
        },
    ),
    "an index for each example, and none for each place": (
        "looked_up",
        "More axes may follow",
        {"at_label": "return x[torch.arange(len(x)), label]"},
    ),
}


@pytest.mark.parametrize(("check", "words", "bodies"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said(lab: Lab, check: str, words: str, bodies: dict[str, str]) -> None:
    (message,) = complaints_of(lab, bodies, check)
    assert words in message
