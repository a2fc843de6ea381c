"""Lab 8: what slides over a picture: windows, cross-correlation with padding and stride, and pooling."""

from chainrule.labs import check

# What a student is to write may not be asked of PyTorch.
BY_HAND = """
import torch.nn.functional as ready_made

def refusing(name):
    def refuse(*arguments, **named):
        raise PermissionError(f"PyTorch's own F.{name} does what you are to write here: use slices, sums and maxima")
    return refuse

for name in ("conv1d", "conv2d", "conv3d", "unfold", "max_pool2d", "avg_pool2d", "adaptive_avg_pool2d"):
    setattr(ready_made, name, refusing(name))
    if hasattr(torch, name):
        setattr(torch, name, refusing(name))
"""


def generator(draw):
    import torch

    return torch.Generator().manual_seed(draw.integers(0, 2**40))


def numbers(draw, *shape):
    """Numbers of both signs in float64, for exact comparison."""
    import torch

    return torch.randn(*shape, generator=generator(draw), dtype=torch.float64)


def right(function, *arguments, **named):
    """What PyTorch's own function gives."""
    import torch

    return getattr(torch.nn.functional, function)(*arguments, **named)


def slopes(function, x, upstream):
    """The gradient of a function of a tensor: by autograd, once it agrees with central differences."""
    import torch

    leaf = x.clone().requires_grad_()
    by_autograd = torch.autograd.grad(function(leaf), leaf, upstream)[0]
    h, nudged = 1e-5, torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros(x.numel(), dtype=x.dtype)
        nudge[place] = h
        nudge = nudge.view_as(x)
        nudged.view(-1)[place] = ((function(x + nudge) - function(x - nudge)) * upstream).sum() / (2 * h)
    assert torch.allclose(by_autograd, nudged, atol=1e-6), "the two ways to know it disagree"
    return by_autograd


def gradient_of(student, call, x, upstream):
    """What the student's way back leaves in `leaf`, a copy of x."""
    run = student.execute(
        f"leaf = x.clone().requires_grad_()\n{call}.backward(upstream)\ngradient = leaf.grad", x=x, upstream=upstream
    )
    return run.gradient


@check("`windows` shows what the kernel sees at every place", points=3, about=["windows"])
def all_windows(student, draw):
    import torch

    student.execute(BY_HAND)
    height, width = draw.integers(5, 7), draw.integers(8, 9)
    x = torch.arange(2.0 * 3 * height * width).reshape(2, 3, height, width) + draw.integers(1, 99)
    plain = student.windows("it", x, (3, 2), (1, 1))
    plain.should_be(
        torch.stack(
            [torch.stack([x[:, :, h : h + 3, w : w + 2] for w in range(width - 1)], 2) for h in range(height - 2)],
            2,
        ),
        hint="Place (h, w) comes first, then the pixels (i, j) of the kernel: windows[n, c, h, w, i, j] is "
        "x[n, c, h + i, w + j].",
    )
    down, across = draw.choice([(2, 3), (3, 2)])
    steps = torch.stack(
        [
            torch.stack([x[:, :, h : h + 3, w : w + 2] for w in range(0, width - 1, across)], 2)
            for h in range(0, height - 2, down)
        ],
        2,
    )
    student.windows("it", x, (3, 2), (down, across)).should_be(
        steps,
        hint=lambda got: (
            "There is a window every `stride` pixels: stride[0] down, stride[1] across."
            if got.shape != steps.shape or not torch.equal(got, steps)
            else ""
        ),
    )


@check("Transfer: a dilated kernel looks at pixels that lie apart", points=2, about=["windows"])
def dilated(student, draw):
    import torch

    x = numbers(draw, 1, 2, 7, 8)
    d = draw.choice([2, 3])
    wanted = torch.stack(
        [torch.stack([x[:, :, h : h + d + 1 : d, w : w + 2] for w in range(7)], 2) for h in range(7 - d)], 2
    )
    student.windows("it", x, (2, 2), (1, 1), (d, 1)).should_be(
        wanted,
        hint="A kernel of k with dilation d reaches over d (k - 1) + 1 pixels, and takes every d-th of them.",
    )


@check("A kernel that is larger than the picture is refused", points=1, about=["windows"])
def too_large(student, draw):
    x = numbers(draw, 1, 1, 4, 6)
    refuse = "No window fits: a ValueError says so, before an empty tensor goes on its way."
    student.windows("it", x, (5, 2), (1, 1)).should_raise(ValueError, hint=refuse)
    student.windows("it", x, (3, 2), (1, 1), (2, 1)).should_raise(ValueError, hint=refuse)
    student.windows("it", x, (4, 6), (1, 1)).should_be(x[:, :, None, None])


@check('The zeros around a picture: in numbers, and "same"', points=2, about=["zeros_around"])
def padding(student, draw):
    k, down, across = draw.choice([3, 5, 7]), draw.integers(1, 4), draw.integers(5, 8)
    student.zeros_around("it", (down, across), (k, k), (1, 1), (1, 1)).should_be(
        [across, across, down, down],
        hint=lambda got: "F.pad takes the last axis first: left, right, top, bottom." if len(got) == 4 else "",
    )
    d = draw.choice([1, 2])
    lost = d * (k - 1)
    student.zeros_around("it", "same", (k, 4), (1, 1), (d, 1)).should_be(
        [1, 2, lost // 2, lost - lost // 2],
        hint='"same" puts d (k - 1) zeros in all, half on each side; of an odd number one more at the end.',
    )
    student.zeros_around("it", "valid", (k, k), (1, 1), (1, 1)).should_be([0, 0, 0, 0])
    student.zeros_around("it", "same", (k, k), (2, 2), (1, 1)).should_raise(
        ValueError, hint='With a stride of 2 the output is smaller anyway: "same" has no meaning there, and is refused.'
    )


@check("One kernel, one channel: the sums of the lecture", points=2, about=["conv2d"])
def one_kernel(student, draw):

    student.execute(BY_HAND)
    x, w = numbers(draw, 1, 1, 5, 6), numbers(draw, 1, 1, 3, 2)
    made = right("conv2d", x, w)
    student.conv2d(x, w).should_be(
        made,
        hint=[
            (right("conv2d", x, w.flip(2, 3)), "The kernel was turned around: cross-correlation does not turn it."),
            (right("conv2d", x, w.abs()), "The signs of the weights are lost."),
            (made / 6, "This is the mean: cross-correlation is a sum."),
        ],
    )


@check("Channels are summed, and every kernel makes a map of its own", points=3, about=["conv2d"])
def channels(student, draw):

    x, w, b = numbers(draw, 2, 3, 5, 5), numbers(draw, 3, 3, 3, 3), numbers(draw, 3)
    made = right("conv2d", x, w, b)
    student.conv2d(x, w, b).should_be(
        made,
        hint=[
            (right("conv2d", x, w), "The bias is missing: one number per output channel."),
            (right("conv2d", x, w.transpose(0, 1), b), "Axis 0 of the weight is the kernel, axis 1 the channel."),
            (
                right("conv2d", x, w) + b,
                "The bias was lined up with the width: give it the shape (O, 1, 1).",
            ),
            (
                right("conv2d", x, w[range(3), range(3)][:, None], b, groups=3),
                "Each kernel saw one channel only: a kernel is as deep as its input, and sums over all channels.",
            ),
            (made[:1].expand(2, -1, -1, -1), "Every picture of the batch got the answer of the first."),
        ],
    )


@check("Padding and stride, each direction for itself", points=3, about=["conv2d", "zeros_around"])
def padding_and_stride(student, draw):
    x, w = numbers(draw, 1, 2, 8, 9), numbers(draw, 2, 2, 3, 3)
    p, s = draw.choice([(1, 2), (2, 1)]), draw.choice([(2, 3), (1, 2)])
    made = right("conv2d", x, w, None, s, p)
    student.conv2d(x, w, None, s, p).should_be(
        made,
        hint=lambda got: explain_the_size(tuple(got.shape), x, w, s, p),
    )
    student.conv2d(x, w, padding="same").should_be(right("conv2d", x, w, padding="same"))
    student.conv2d(x, w, padding=2).should_be(right("conv2d", x, w, padding=2))


def explain_the_size(shape, x, w, stride, padding):
    """Which of the usual mistakes gives an output of this shape."""
    if shape == tuple(right("conv2d", x, w, None, stride, padding).shape):
        return "The size is right, the numbers are not: zeros come on all four sides, and windows begin at the corner."
    swapped = [(stride, padding[::-1]), (stride[::-1], padding)]
    if shape in [tuple(right("conv2d", x, w, None, *settings).shape) for settings in swapped]:
        return "Height and width have changed places: the first of two numbers is for the height."
    if shape == tuple(right("conv2d", x, w, None, stride).shape):
        return "The padding is missing: zeros come around the picture before anything slides."
    if shape == tuple(right("conv2d", x, w, None, 1, padding).shape):
        return "The stride is missing: every place counts here, and only every stride-th should."
    return "H' = (H + 2 padding - kernel) // stride + 1, and the width likewise."


@check(
    "The gradients of picture, kernels and bias are right",
    points=3,
    about=["conv2d"],
    when={"RuntimeError": "The way back is cut: no detach(), no item(), no new tensor made of numbers."},
)
def gradients(student, draw):

    x, w, b = numbers(draw, 1, 2, 4, 4), numbers(draw, 2, 2, 3, 3), numbers(draw, 2)
    upstream = numbers(draw, 1, 2, 2, 2)
    run = student.execute(
        "x, w, b = x.clone().requires_grad_(), w.clone().requires_grad_(), b.clone().requires_grad_()\n"
        "conv2d(x, w, b, stride=2, padding=1).backward(upstream)\n"
        "x, w, b = x.grad, w.grad, b.grad",
        x=x,
        w=w,
        b=b,
        upstream=upstream,
    )
    first = "Every place where a weight is used gives it a share, and the shares are added."
    run.w.should_be(slopes(lambda w: right("conv2d", x, w, b, 2, 1), w, upstream), hint=first)
    run.x.should_be(slopes(lambda x: right("conv2d", x, w, b, 2, 1), x, upstream), hint=first)
    run.b.should_be(slopes(lambda b: right("conv2d", x, w, b, 2, 1), b, upstream), hint=first)


@check("Transfer: groups of channels that do not see each other", points=2, about=["conv2d"])
def grouped(student, draw):
    x, w = numbers(draw, 2, 4, 5, 5), numbers(draw, 6, 2, 3, 3)
    student.conv2d(x, w, groups=2).should_be(
        right("conv2d", x, w, groups=2),
        hint="The first half of the kernels sees the first half of the channels, the second half the second.",
    )


@check("Max pooling keeps the largest of each window, whatever its sign", points=2, about=["max_pool2d"])
def largest(student, draw):
    import torch

    student.execute(BY_HAND)
    x = numbers(draw, 2, 3, 6, 7)
    student.max_pool2d(x, 2).should_be(
        right("max_pool2d", x, 2),
        hint=[
            (right("avg_pool2d", x, 2), "This is the mean of each window: its largest is asked for."),
            (right("max_pool2d", x, 2, 1), "Without `stride` windows stand side by side: the stride is their size."),
            (right("max_pool2d", x.abs(), 2), "The largest in size is not the largest: -3 is smaller than 2."),
        ],
    )
    below = -x.abs() - 0.1
    student.max_pool2d(below, 3, 2, 1).should_be(
        right("max_pool2d", below, 3, 2, 1),
        hint=[
            (
                right("max_pool2d", torch.nn.functional.pad(below, (1, 1, 1, 1)), 3, 2),
                "The padding won: where all pixels are negative a zero is the largest. Pad with -inf.",
            )
        ],
    )


@check("The gradient of max pooling goes to the first of the largest, and to no other", points=2, about=["max_pool2d"])
def way_back(student, draw):
    import torch

    order = torch.randperm(40, generator=generator(draw))
    apart, upstream = order.double().view(1, 2, 4, 5) / 4 - 4, numbers(draw, 1, 2, 2, 2)  # no two are equal
    gradient_of(student, "max_pool2d(leaf, 2)", apart, upstream).should_be(
        slopes(lambda x: right("max_pool2d", x, 2), apart, upstream),
        hint="The largest of each window gets the whole upstream gradient, every other number nothing.",
    )
    x, upstream = numbers(draw, 1, 1, 4, 4), numbers(draw, 1, 1, 2, 2)
    x[0, 0, :2, :2] = draw.floats(4, 6)  # four equal ones in the first window
    found = gradient_of(student, "max_pool2d(leaf, 2)", x, upstream)
    leaf = x.clone().requires_grad_()
    right("max_pool2d", leaf, 2).backward(upstream)
    shared = leaf.grad.clone()
    shared[0, 0, :2, :2] = upstream[0, 0, 0, 0] / 4
    every = leaf.grad.clone()
    every[0, 0, :2, :2] = upstream[0, 0, 0, 0]
    found.should_be(
        leaf.grad,
        hint=[
            (
                shared,
                "Equals share the gradient here: by convention the first of them gets all of it (argmax, gather).",
            ),
            (every, "Every one of the equals got all of the gradient: only the first may have it."),
        ],
    )


@check("Average pooling, with padding that counts and padding that does not", points=3, about=["avg_pool2d"])
def mean(student, draw):
    x = numbers(draw, 2, 2, 5, 6)
    student.avg_pool2d(x, 2).should_be(
        right("avg_pool2d", x, 2),
        hint=[
            (4 * right("avg_pool2d", x, 2), "This is the sum of each window: divide by how many pixels it has."),
            (2 * right("avg_pool2d", x, 2), "A window of 2 by 2 has four pixels, not two."),
            (right("max_pool2d", x, 2), "This is the largest of each window: its mean is asked for."),
        ],
    )
    counted = right("avg_pool2d", x, 3, 2, 1)
    alone = right("avg_pool2d", x, 3, 2, 1, count_include_pad=False)
    student.avg_pool2d(x, 3, 2, 1).should_be(
        counted, hint=[(alone, "Unless it is said otherwise, zeros of the padding count as pixels.")]
    )
    student.avg_pool2d(x, 3, 2, 1, count_include_pad=False).should_be(
        alone, hint=[(counted, "With count_include_pad=False only real pixels count: fewer at the border.")]
    )
    leaf, upstream = numbers(draw, 1, 2, 3, 4), numbers(draw, 1, 2, 2, 2)
    gradient_of(student, "avg_pool2d(leaf, 3, 2, 1, count_include_pad=False)", leaf, upstream).should_be(
        slopes(lambda x: right("avg_pool2d", x, 3, 2, 1, count_include_pad=False), leaf, upstream),
        hint="A number gets from each window that sees it an equal share of the upstream gradient.",
    )


@check("Transfer: pooling to a size that is named, whatever comes", points=2, about=["adaptive_avg_pool2d"])
def adaptive(student, draw):
    height, width = draw.choice([(5, 7), (7, 5), (6, 7)])
    x = numbers(draw, 2, 3, height, width)
    student.adaptive_avg_pool2d(x, 1).should_be(
        right("adaptive_avg_pool2d", x, 1),
        hint=[
            (x.mean(dim=(1, 2, 3), keepdim=True), "Each channel is pooled for itself."),
            (x.sum(dim=(2, 3), keepdim=True), "This is the sum: the mean is asked for."),
        ],
    )
    student.adaptive_avg_pool2d(x, (2, 3)).should_be(
        right("adaptive_avg_pool2d", x, (2, 3)),
        hint=[
            (
                right("avg_pool2d", x, (height // 2, width // 3))[:, :, :2, :3],
                "Windows of one size leave the rest out: by the formula they end at ceil((h + 1) H / H').",
            ),
            (right("adaptive_avg_pool2d", x, (3, 2)), "Height and width have changed places."),
        ],
    )
    leaf, upstream = numbers(draw, 1, 2, 3, 5), numbers(draw, 1, 2, 2, 3)
    gradient_of(student, "adaptive_avg_pool2d(leaf, (2, 3))", leaf, upstream).should_be(
        slopes(lambda x: right("adaptive_avg_pool2d", x, (2, 3)), leaf, upstream),
        hint="Windows overlap here: a number that two of them see gets a share from both.",
    )


@check(
    "Transfer: 90 parameters of yours find bars where none ever was",
    points=2,
    rounds=1,
    seconds=20,
    about=["conv2d", "max_pool2d"],
    when={"timeout": "Loops over places may be right, but are slow to train with: sum over all windows at once."},
)
def bars_elsewhere(student, draw):

    train_x, train_y = bars(draw, left=True)
    test_x, test_y = bars(draw, left=False)
    run = student.execute(
        """
        torch.manual_seed(0)
        kernels = (torch.randn(8, 1, 3, 3) / 3).requires_grad_()
        weights, bias = (torch.randn(2, 8) / 3).requires_grad_(), torch.zeros(2, requires_grad=True)
        def network(x):
            maps = conv2d(x, kernels, padding=1).relu()
            return max_pool2d(maps, 12).flatten(1) @ weights.T + bias
        for step in range(60):
            loss = torch.nn.functional.cross_entropy(network(x), y)
            grads = torch.autograd.grad(loss, (kernels, weights, bias))
            with torch.no_grad():
                for each, grad in zip((kernels, weights, bias), grads):
                    each -= 0.3 * grad
        said = network(unseen).argmax(1)
        """,
        x=train_x,
        y=train_y,
        unseen=test_x,
    )
    found = int((run.said.read() == test_y).sum())
    if found < 50:
        run.said.should_be(
            test_y,
            hint=f"{found} of 60 bars are told right, and at least 50 should be. The same weights must look at every "
            "place, and the maximum must be over the whole map.",
        )


def bars(draw, left):
    """60 pictures of 12 x 12 with one bar of 5 pixels, lying (0) or standing (1), in one half."""
    import torch

    x, y = torch.zeros(60, 1, 12, 12), torch.randint(0, 2, (60,), generator=generator(draw))
    for n in range(60):
        half = 0 if left else 6
        if y[n] == 0:
            row, column = draw.integers(0, 11), half + draw.integers(0, 1)
            x[n, 0, row, column : column + 5] = 1
        else:
            row, column = draw.integers(0, 7), half + draw.integers(0, 5)
            x[n, 0, row : row + 5, column] = 1
    return x, y
