from chainrule.campus.questions import Choices, multiple_choice, right, wrong

NORMS = {
    "$L_1$ only": (True, False, False),
    "$L_1$ and $L_2$ only": (True, True, False),
    "$L_2$ and $L_\\infty$ only": (False, True, True),
    "$L_\\infty$ only": (False, False, True),
}


@multiple_choice(
    class_=2,
    outcome="Apply norms and inner products.",
    minutes=2,
    idea="norms compared",
    section="norms",
    level="apply",
)
def norm_decides_the_winner(draw):
    """Many small errors against one large error: the norm decides which is smaller."""
    hours, root = draw.choice([(16, 4), (25, 5), (36, 6)])
    off = draw.choice([root - 2, root - 1, root + 1, root + 2])
    steady, single = (hours, root, 1), (off, off, off)  # L1, L2 and maximum of either error
    better = tuple(one < many for one, many in zip(single, steady, strict=True))
    both = off < root
    reasons = {
        "$L_1$ only": f"The $L_2$ norm of the steady errors is $\\sqrt{{{hours}}} = {root}$, more than {off}.",
        "$L_1$ and $L_2$ only": f"The $L_2$ norm of the steady errors is $\\sqrt{{{hours}}} = {root}$, below {off}.",
        "$L_2$ and $L_\\infty$ only": f"The $L_\\infty$ norm is the largest error: {off} against 1.",
        "$L_\\infty$ only": f"The $L_\\infty$ norm is the largest error, and {off} is more than 1.",
    }
    key = f"$L_1$: {hours} against {off}. $L_2$: {root} against {off}. $L_\\infty$: 1 against {off}."
    assert better == NORMS["$L_1$ and $L_2$ only" if both else "$L_1$ only"]
    return Choices(
        f"""
        Two forecasts of the temperature over {hours} hours are judged by a norm of their error vector. The
        **steady** one is off by 1 degree in every hour. The **single** one is exact, but for one hour in which it is
        off by {off} degrees. Under which of the norms $L_1$, $L_2$ and $L_\\infty$ is the **single** one better?
        """,
        *(
            right(text, because=key) if wins == better else wrong(text, because=reasons[text])
            for text, wins in NORMS.items()
        ),
        key=f"""
        steady, single = np.ones({hours}), np.zeros({hours})
        single[3] = {off}
        norms = {{"L_1": 1, "L_2": 2, "L_\\\\infty": np.inf}}
        better = [name for name, p in norms.items() if np.linalg.norm(single, p) < np.linalg.norm(steady, p)]
        print(" and ".join(better), "only")
        """,
    )
