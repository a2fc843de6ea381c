from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=8,
    outcome="Define and implement 2D",
    minutes=3,
    idea="output size",
    section="padding-and-stride",
    level="diagnose",
)
def stride_that_is_forgotten(draw):
    """A naive cross-correlation with a wrong number of places or a wrong pixel."""
    which = draw.choice(["count", "pixel", "row", "column"])
    count = "rows = (len(x) - k) // s + 1"
    pixel = "total += w[i, j] * x[h * s + i, v * s + j]"
    line = {
        "count": "rows = (len(x) - k + 1) // s",
        "pixel": "total += w[i, j] * x[h + i, v + j]",
        "row": "total += w[i, j] * x[h + i, v * s + j]",
        "column": "total += w[i, j] * x[h * s + i, v + j]",
    }[which]
    first, second = (line, pixel) if which == "count" else (count, line)
    return Faulty(
        """
        Cross-correlation of a square picture with a square kernel, with stride `s`. With stride 1 all results are
        right; with larger strides many are wrong.
        """,
        f"""
        def cross_correlate(x, w, s):
            k = len(w)
            {first}
            y = torch.zeros(rows, rows)
            for h in range(rows):
                for v in range(rows):
                    total = 0.0
                    for i in range(k):
                        for j in range(k):
                            {second}
                    y[h, v] = total
            return y
        """,
        """
        draws = torch.Generator().manual_seed(0)
        for size, kernel, stride in ((6, 3, 1), (7, 3, 2), (8, 3, 2), (9, 2, 3)):
            x, w = torch.rand(size, size, generator=draws), torch.rand(kernel, kernel, generator=draws)
            wanted = F.conv2d(x[None, None], w[None, None], stride=stride)[0, 0]
            made = cross_correlate(x, w, stride)
            assert made.shape == wanted.shape and torch.allclose(made, wanted)
        """,
        right_edit(
            line,
            count if which == "count" else pixel,
            because="First the number of *steps*, rounded down, then 1 for the first place."
            if which == "count"
            else "The corner of window (h, v) stands at (h s, v s).",
        ),
        wrong_edit(
            line,
            "rows = len(x) // s - k + 1" if which == "count" else "total += w[i, j] * x[h + i * s, v + j * s]",
            because="The kernel stands on the picture as it is, not on one that the stride has made smaller."
            if which == "count"
            else "That spreads the kernel out: it is dilation, not stride.",
        ),
        wrong_edit(
            "y[h, v] = total",
            "y[h // s, v // s] = total",
            because="h and v number the places of the output already.",
        ),
        wrong_edit(
            "y = torch.zeros(rows, rows)",
            "y = torch.zeros(rows * s, rows * s)",
            because="The output has one number per place.",
        ),
        wrong_edit(
            "k = len(w)",
            "k = len(w) * s",
            because="The kernel is as large as it is, whatever the stride.",
        ),
    )
