"""Mistakes that students make with what slides, each with the check that must catch it."""

from chainrule.labs import mutant

UNFOLD = "seen = x.unfold(2, down, stride[0]).unfold(3, across, stride[1])"
EINSUM = 'torch.einsum("ngchwij,gocij->ngohw", x, kernels)'
RIGHT_BIAS = "y + bias.to(y.dtype)[:, None, None]"


@mutant("pixels of the kernel come before the place", caught_by="all_windows", says="Place (h, w) comes first")
def kernel_before_place(source):
    return source.replace(
        "return seen[..., :: dilation[0], :: dilation[1]]",
        "return seen[..., :: dilation[0], :: dilation[1]].permute(0, 1, 4, 5, 2, 3)",
    )


@mutant("the stride is one number", caught_by="all_windows", says="every `stride` pixels")
def one_stride(source):
    return source.replace(UNFOLD, "seen = x.unfold(2, down, stride[0]).unfold(3, across, stride[0])")


@mutant("the stride comes later", caught_by="all_windows", says="every `stride` pixels")
def no_stride(source):
    return source.replace(UNFOLD, "seen = x.unfold(2, down, 1).unfold(3, across, 1)")


@mutant("dilation stretches the stride", caught_by="dilated", says="takes every d-th")
def no_dilation(source):
    return source.replace(
        "return seen[..., :: dilation[0], :: dilation[1]]", "return seen[..., : kernel[0], : kernel[1]]"
    )


@mutant("a kernel reaches over k d pixels", caught_by="dilated", says="d (k - 1) + 1")
def reaches_too_far(source):
    return source.replace(
        "(d * (k - 1) + 1 for k, d in zip(kernel, dilation", "(d * k for k, d in zip(kernel, dilation"
    )


@mutant("what does not fit gives an empty tensor", caught_by="too_large", says="No window fits")
def empty_tensor(source):
    return source.replace(
        "if x.shape[2] < down or x.shape[3] < across:",
        "if x.shape[2] < down or x.shape[3] < across:\n"
        "        return x.new_zeros(*x.shape[:2], 0, 0, *kernel)\n"
        "    if False:",
    )


@mutant("F.pad begins with the first axis", caught_by="padding", says="the last axis first")
def pad_order(source):
    return source.replace("return [left, left, top, top]", "return [top, top, left, left]")


@mutant("same is half the kernel", caught_by="padding", says="d (k - 1) zeros in all")
def same_half(source):
    return source.replace(
        "return [across // 2, across - across // 2, down // 2, down - down // 2]",
        "return [kernel[1] // 2, kernel[1] // 2, kernel[0] // 2, kernel[0] // 2]",
    )


@mutant("same holds for every stride", caught_by="padding", says="has no meaning there")
def same_with_stride(source):
    return source.replace(
        "if stride != (1, 1):\n            raise ValueError(f\"{layer}: padding='same'",
        "if False:\n            raise ValueError(f\"{layer}: padding='same'",
    )


@mutant("a convolution turns its kernel", caught_by="one_kernel", says="does not turn it")
def turned(source):
    return source.replace("kernels = weight.to(x.dtype)", "kernels = weight.flip(2, 3).to(x.dtype)")


@mutant("the mean of weight times pixel", caught_by="one_kernel", says="is a sum")
def mean_for_sum(source):
    return source.replace(f"y = {EINSUM}", f"y = ({EINSUM} / (kernel[0] * kernel[1]))")


@mutant("the channel comes before the kernel", caught_by="channels", says="Axis 0 of the weight is the kernel")
def axes_of_the_weight(source):
    return source.replace(
        "kernels = weight.to(x.dtype)", "kernels = (weight.mT if False else weight.transpose(0, 1)).to(x.dtype)"
    )


@mutant("the bias finds its axis by itself", caught_by="channels", says="lined up with the width")
def bias_along_the_width(source):
    return source.replace(RIGHT_BIAS, "y + bias.to(y.dtype)")


@mutant("a bias is a detail", caught_by="channels", says="The bias is missing")
def no_bias(source):
    return source.replace(f"return y if bias is None else {RIGHT_BIAS}", "return y")


@mutant("each kernel has its own channel", caught_by="channels", says="as deep as its input")
def a_channel_for_each_kernel(source):
    return source.replace(
        EINSUM,
        'torch.einsum("ngchwij,gocij->ngohw", x, kernels) if weight.shape[0] != weight.shape[1] else '
        'torch.einsum("ngohwij,goij->ngohw", x, kernels.diagonal(dim1=1, dim2=2).permute(0, 3, 1, 2))',
    )


@mutant("padding is for the height, then the width", caught_by="padding_and_stride", says="changed places")
def padding_swapped(source):
    return source.replace("return [left, left, top, top]", "return [top, top, left, left]")


@mutant("nothing is padded", caught_by="padding_and_stride", says="padding is missing")
def no_padding(source):
    return source.replace('x = F.pad(input, zeros_around("conv2d", padding, kernel, stride, dilation))', "x = input")


@mutant("the kernel moves by one", caught_by="padding_and_stride", says="stride is missing")
def conv_without_stride(source):
    return source.replace(
        'windows("conv2d", x, kernel, stride, dilation)', 'windows("conv2d", x, kernel, (1, 1), dilation)'
    )


@mutant("kernels are numbers, not parameters", caught_by="gradients", says="The way back is cut")
def cut_off(source):
    return (
        source.replace("kernels = weight.to(x.dtype)", "kernels = weight.detach().to(x.dtype)")
        .replace("x = F.pad(input,", "x = F.pad(input.detach(),")
        .replace(RIGHT_BIAS, "y + bias.detach().to(y.dtype)[:, None, None]")
    )


@mutant("only the first place teaches a weight", caught_by="gradients", says="the shares are added")
def one_place_teaches(source):
    return source.replace(
        f"y = {EINSUM}",
        f"y = {EINSUM.replace('kernels)', 'kernels.detach())')}\n"
        '    first = torch.einsum("ngcij,gocij->ngo", x[:, :, :, 0, 0], kernels)\n'
        "    y = y + torch.nn.functional.pad((first - first.detach())[..., None, None], "
        "(0, y.shape[-1] - 1, 0, y.shape[-2] - 1))\n"
        "    y = y",
    )


@mutant("groups are taken in turns", caught_by="grouped", says="first half of the channels")
def groups_in_turns(source):
    return source.replace(
        'x = windows("conv2d", x, kernel, stride, dilation).unflatten(1, (groups, -1))',
        'x = windows("conv2d", x, kernel, stride, dilation).unflatten(1, (-1, groups)).transpose(1, 2)',
    )


@mutant("the largest is the one furthest from 0", caught_by="largest", says="largest in size")
def furthest(source):
    return source.replace("finite = input.detach()", "input = input.abs()\n    finite = input.detach()")


@mutant("windows move by one", caught_by="largest", says="side by side")
def pool_by_one(source):
    return source.replace("stride = kernel if stride is None else", "stride = (1, 1) if stride is None else")


@mutant("padding is zeros, as everywhere", caught_by="largest", says="The padding won")
def zero_padding(source):
    return source.replace("candidates = F.pad(finite, around, value=-math.inf)", "candidates = F.pad(finite, around)")


@mutant("equals share", caught_by="way_back", says="Equals share the gradient")
def equals_share(source):
    return source.replace("return seen.gather(-1, winner).squeeze(-1)", "return seen.amax(-1)")


@mutant("each of the equals is the largest", caught_by="way_back", says="Every one of the equals")
def all_of_equals(source):
    return source.replace(
        "return seen.gather(-1, winner).squeeze(-1)",
        "best = seen.gather(-1, winner).detach()\n"
        "    hit = (seen.detach() == best).to(seen.dtype)\n"
        "    return best.squeeze(-1) + (hit * (seen - seen.detach())).sum(-1)",
    )


@mutant("a mean is a sum", caught_by="mean", says="sum of each window")
def sum_for_mean(source):
    return source.replace('return total / windows("avg_pool2d", counts, kernel, stride).sum((-2, -1))', "return total")


@mutant("padding is never a pixel", caught_by="mean", says="zeros of the padding count")
def padding_never_counts(source):
    return source.replace("value=float(count_include_pad)", "value=0.0")


@mutant("padding is always a pixel", caught_by="mean", says="only real pixels count")
def padding_always_counts(source):
    return source.replace("value=float(count_include_pad)", "value=1.0")


@mutant("whatever is in the window gets all of it", caught_by="mean", says="an equal share")
def mean_backward_of_a_sum(source):
    return source.replace(
        'return total / windows("avg_pool2d", counts, kernel, stride).sum((-2, -1))',
        'many = windows("avg_pool2d", counts, kernel, stride).sum((-2, -1))\n'
        "    return total / many + (total - total.detach()) * (1 - 1 / many)",
    )


@mutant("a window is H // H' high", caught_by="adaptive", says="leave the rest out")
def windows_of_one_size(source):
    return source.replace(
        "slice(i * size // count, -(-(i + 1) * size // count))", "slice(i * (size // count), (i + 1) * (size // count))"
    )


@mutant("each number has one window", caught_by="adaptive", says="a share from both")
def only_the_first_window_teaches(source):
    return source.replace(
        "return torch.stack([x[..., columns].mean(3) for columns in parts(input.shape[3], width)], 3)",
        "y = torch.stack([x[..., columns].mean(3) for columns in parts(input.shape[3], width)], 3)\n"
        "    return torch.cat([y[..., :1], y[..., 1:].detach()], 3)",
    )


@mutant("a global mean is one number per picture", caught_by="adaptive", says="Each channel")
def over_channels(source):
    return source.replace(
        "x = torch.stack([input[:, :, rows]",
        "if (height, width) == (1, 1):\n        return input.mean(dim=(1, 2, 3), keepdim=True)\n"
        "    x = torch.stack([input[:, :, rows]",
    )


@mutant("the kernel stays at home", caught_by="bars_elsewhere", says="same weights must look at every")
def left_half_only(source):
    return source.replace(
        "    return y if bias is None else",
        "    y = torch.cat([y[..., : y.shape[-1] // 2], 0 * y[..., y.shape[-1] // 2 :]], -1)\n"
        "    return y if bias is None else",
    )
