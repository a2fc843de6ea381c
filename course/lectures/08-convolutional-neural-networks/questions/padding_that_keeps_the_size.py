from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=8,
    outcome="Define and implement 2D",
    minutes=3,
    idea="same padding",
    section="padding-and-stride",
    level="transfer",
)
def padding_that_keeps_the_size(draw):
    """Half of what a kernel reaches beyond its middle."""
    dilation = draw.choice([1, 2, 3, 4])
    if dilation == 1:
        said = "an odd `kernel` and stride 1"
        layer = "nn.Conv2d(1, 2, kernel, padding=same(kernel))"
        answer, more, off = "(kernel - 1) // 2", ["kernel // 2", "int((kernel - 1) / 2)"], "kernel - 1"
        much, next_one = "Twice what", "One too many on each side: the picture grows by 2."
        reason = "2p = k - 1: what the size formula takes away is put back, half on each side."
    elif dilation == 2:
        said = "an odd `kernel` with dilation 2, which reaches over one pixel less than twice `kernel`, and stride 1"
        layer = "nn.Conv2d(1, 2, kernel, dilation=2, padding=same(kernel))"
        answer, more, off = "kernel - 1", ["2 * (kernel - 1) // 2", "2 * (kernel // 2)"], "(kernel - 1) // 2"
        much, next_one = "Half of what", "Right for kernel = 3 only: one too many for 1, and too few for 5 and 7."
        reason = "The kernel reaches over 2(k - 1) + 1 cells; 2p must be one less than that, so p = k - 1."
    else:
        said = f"an odd `kernel` with dilation {dilation}, which reaches over `{dilation} * kernel - {dilation - 1}` "
        said += "pixels, and stride 1"
        layer = f"nn.Conv2d(1, 2, kernel, dilation={dilation}, padding=same(kernel))"
        answer, off = f"{dilation} * (kernel - 1) // 2", "kernel // 2"
        more = [f"{dilation} * (kernel // 2)", f"int({dilation} / 2 * (kernel - 1))"]
        much, next_one = "A part of what", "One too many for kernel = 1, and too few for all others."
        reason = f"The kernel reaches over {dilation}(k - 1) + 1 cells; 2p must be one less than that."
    return Fragment(
        f"""
        `same` is to give the padding (on each side) with which a convolution with {said} keeps the height and
        width of any picture.
        """,
        """
        def same(kernel):
            return ____
        """,
        f"""
        for kernel in (1, 3, 5, 7):
            layer = {layer}
            print(tuple(layer(torch.zeros(1, 1, 20, 31)).shape))
        """,
        right(answer, because=reason),
        wrong(off, because=f"{much} is needed: check it with kernel = 3."),
        wrong("kernel", because="With kernel = 1 nothing is lost, and no padding is needed."),
        wrong("kernel // 2 + 1", because=next_one),
        wrong("2 * kernel - 1", because="Too much: the picture grows."),
        rights=more,
    )
