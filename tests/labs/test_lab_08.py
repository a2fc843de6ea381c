"""Lab 8 accepts other right ways to write it, and refuses PyTorch's own at the first check that could use it."""

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab

VIEW = """\
    seen = x.unfold(2, down, stride[0]).unfold(3, across, stride[1])  # (N, C, H', W', down, across)
    return seen[..., :: dilation[0], :: dilation[1]]  # (N, C, H', W', I, J): without the pixels in between
"""
SAME = "return [across // 2, across - across // 2, down // 2, down - down // 2]"
NUMBERS = """top, left = pair(layer, "padding", padding)
    return [left, left, top, top]"""
SUM = """\
    x = windows("conv2d", x, kernel, stride, dilation).unflatten(1, (groups, -1))  # (N, G, C/G, H', W', I, J)
    kernels = weight.to(x.dtype).unflatten(0, (groups, -1))  # (G, O/G, C/G, I, J)
    y = torch.einsum("ngchwij,gocij->ngohw", x, kernels).flatten(1, 2)  # (N, O, H', W')
"""
LARGEST = "return seen.gather(-1, winner).squeeze(-1)"
NOTHING_LARGER = ("F.pad(input, around), kernel", "F.pad(input, around, value=-math.inf), kernel")
COUNTED = "value=float(count_include_pad)"
MEANS = """\
    x = torch.stack([input[:, :, rows].mean(2) for rows in parts(input.shape[2], height)], 2)  # (N, C, H', W)
    return torch.stack([x[..., columns].mean(3) for columns in parts(input.shape[3], width)], 3)  # (N, C, H', W')
"""

OTHER_RIGHT_WAYS = {
    "indices, shifted pictures, and the largest by `max`": {
        VIEW: """\
    rows = torch.arange(0, x.shape[2] - down + 1, stride[0])[:, None] + dilation[0] * torch.arange(kernel[0])
    columns = torch.arange(0, x.shape[3] - across + 1, stride[1])[:, None] + dilation[1] * torch.arange(kernel[1])
    return x[:, :, rows[:, None, :, None], columns[:, None]]
""",
        SAME: "return [side for zeros in (across, down) for side in (zeros // 2, (zeros + 1) // 2)]",
        NUMBERS: 'return [side for side in pair(layer, "padding", padding)[::-1] for _ in range(2)]',
        SUM: """\
    x, kernels = x.unflatten(1, (groups, -1)), weight.unflatten(0, (groups, -1))
    high, wide = ((x.shape[3 + a] - dilation[a] * (kernel[a] - 1) - 1) // stride[a] + 1 for a in (0, 1))
    y = 0
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            under = x[..., i * dilation[0] :: stride[0], j * dilation[1] :: stride[1]][..., :high, :wide]
            y = y + torch.einsum("ngchw,goc->ngohw", under, kernels[..., i, j])
    y = y.flatten(1, 2)
""",
        NOTHING_LARGER[0]: NOTHING_LARGER[1],
        LARGEST: "return seen.max(-1).values",
        COUNTED: "value=1.0 if count_include_pad else 0.0",
        MEANS: """\
    return torch.stack([torch.stack([input[:, :, rows, columns].mean((2, 3)) for columns in
        parts(input.shape[3], width)], 2) for rows in parts(input.shape[2], height)], 2)
""",
    },
    "strides, a product of matrices, and the largest by sorting": {
        VIEW: """\
    n, c, high, wide = x.stride()
    sizes = [(x.shape[2] - down) // stride[0] + 1, (x.shape[3] - across) // stride[1] + 1]
    steps = (high * stride[0], wide * stride[1], high * dilation[0], wide * dilation[1])
    return x.as_strided((*x.shape[:2], *sizes, *kernel), (n, c, *steps))
""",
        SUM: """\
    x = windows("conv2d", x, kernel, stride, dilation)
    maps = []
    for part, own in zip(x.chunk(groups, 1), weight.chunk(groups, 0), strict=True):
        maps.append(part.permute(0, 2, 3, 1, 4, 5).flatten(3) @ own.flatten(1).T)  # (N, H', W', O/G)
    y = torch.cat(maps, 3).permute(0, 3, 1, 2)
""",
        NOTHING_LARGER[0]: NOTHING_LARGER[1],
        LARGEST: "return seen.sort(dim=-1, descending=True, stable=True).values[..., 0]",
        COUNTED: "value=int(count_include_pad)",
        MEANS: """\
    def shares(size, count):
        part = torch.zeros(count, size, dtype=input.dtype)
        for i, each in enumerate(parts(size, count)):
            part[i, each] = 1 / (each.stop - each.start)
        return part

    return shares(input.shape[2], height) @ input @ shares(input.shape[3], width).T
""",
    },
    "loops over places, and a sum over the kernel's numbers": {
        VIEW: """\
    places = [range(0, size - reach + 1, step) for size, reach, step in zip(x.shape[2:], (down, across), stride)]
    return torch.stack([torch.stack([
        x[:, :, h : h + down : dilation[0], w : w + across : dilation[1]] for w in places[1]
    ], 2) for h in places[0]], 2)
""",
        SUM: """\
    x = windows("conv2d", x, kernel, stride, dilation)
    many, own = weight.shape[0] // groups, weight.shape[1]
    y = torch.stack([
        (x[:, o // many * own :][:, :own] * weight[o, :, None, None]).sum((1, 4, 5)) for o in range(weight.shape[0])
    ], 1)
""",
        LARGEST: "return torch.take_along_dim(seen, winner, -1)[..., 0]",
        COUNTED: "value=1 if count_include_pad else 0",
        MEANS: """\
    x = torch.cat([input[:, :, rows].mean(2, keepdim=True) for rows in parts(input.shape[2], height)], 2)
    return torch.cat([x[..., columns].mean(3, keepdim=True) for columns in parts(input.shape[3], width)], 3)
""",
    },
}


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 8)


@pytest.mark.slow
@pytest.mark.parametrize("edits", OTHER_RIGHT_WAYS.values(), ids=OTHER_RIGHT_WAYS.keys())
def test_other_right_ways_pass(lab: Lab, edits: dict[str, str]) -> None:
    assert complaints(lab, written_otherwise(lab, edits.items())) == []


def test_pytorch_s_own_windows_are_refused_at_once_and_by_name(lab: Lab) -> None:
    columns = "    return F.unfold(x, kernel, dilation, 0, stride)\n"
    (message,) = complaints(lab.with_checks([lab.checks[0]]), written_otherwise(lab, [(VIEW, columns)]))
    assert "PyTorch's own F.unfold" in message
