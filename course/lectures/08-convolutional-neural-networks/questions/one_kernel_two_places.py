from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=8,
    outcome="Define and implement 2D",
    minutes=3,
    idea="windows",
    section="channels",
    level="transfer",
)
def one_kernel_two_places(draw):
    """All windows at once: a product of matrices in place of loops."""
    outputs, channels, kernel = draw.choice([(4, 3, 3), (5, 2, 3), (6, 3, 2)])
    seen = channels * kernel * kernel
    return Fragment(
        f"""
        `F.unfold(x, {kernel})` gives for each picture a matrix with one **column** per place, which holds the
        {channels} ·
        {kernel} · {kernel} = {channels * kernel * kernel} pixels of the window: shape `(N, {
            channels * kernel * kernel
        },
        places)`. `w` has the shape `({outputs}, {channels}, {kernel}, {kernel})`. Complete the convolution without
        a loop; its
        result is `(N, {outputs}, places)`.
        """,
        f"""
        def convolve(x, w):
            columns = F.unfold(x, {kernel})
            return ____
        """,
        f"""
        draws = torch.Generator().manual_seed(0)
        x = torch.rand(2, {channels}, 6, 7, generator=draws)
        w = torch.rand({outputs}, {channels}, {kernel}, {kernel}, generator=draws)
        y = convolve(x, w)
        print(tuple(y.shape), [round(v, 3) for v in y.double().sum(dim=(0, 2)).tolist()])
        assert torch.allclose(y, F.conv2d(x, w).flatten(2), atol=1e-5)
        """,
        right(
            "w.flatten(1) @ columns",
            because=f"Each kernel as a row of {seen} weights: ({outputs}, {seen}) times ({seen}, places).",
        ),
        wrong("w @ columns", because="The kernels must be rows of a matrix: only then do the inner sizes agree."),
        wrong("columns @ w.flatten(1)", because="The inner sizes are the number of places and of kernels."),
        wrong(
            "w.flatten(1).sum(0) @ columns",
            because=f"The {outputs} kernels are added up: one map in place of {outputs}.",
        ),
        wrong(
            "w.flatten(2).sum(1) @ columns",
            because="The channels of a kernel are added up before they have met those of the picture.",
        ),
        rights=[
            f"w.reshape({outputs}, -1) @ columns",
            "torch.matmul(w.flatten(1), columns)",
            'torch.einsum("op,npl->nol", w.flatten(1), columns)',
            "w.view(len(w), -1) @ columns",
        ],
    )
