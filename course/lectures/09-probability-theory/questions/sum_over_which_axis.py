from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=2,
    idea="marginal",
    section="joint",
    level="apply",
)
def sum_over_which_axis(draw):
    """A marginal is the sum over the other axis."""
    rows = draw.choice([[[0.1, 0.3], [0.2, 0.4]], [[0.25, 0.05], [0.5, 0.2]], [[0.4, 0.15], [0.1, 0.35]]])
    (a, b), (c, d) = rows
    first = [round(a + c, 2), round(b + d, 2)]
    other = [round(a + b, 2), round(c + d, 2)]
    return Program(
        f"""
        # axis 0: weather (dry, wet), axis 1: train (on time, late)
        joint = np.array([[{a}, {b}],
                          [{c}, {d}]])
        train = joint.sum(axis=0)
        print(train.round(2).tolist())
        """,
        wrong(
            f"{other}", because="This is p(weather): it sums over the trains. `axis=0` names the axis that disappears."
        ),
        wrong("1.0", because="Everything would be summed without `axis`: one number, which is 1."),
        wrong(
            f"{[round(first[0] / 2, 3), round(first[1] / 2, 3)]}",
            because="This is a mean: probabilities of cases that exclude each other are added.",
        ),
        because=f"Axis 0, the weather, is summed away: {a} + {c} and {b} + {d}.",
    )
