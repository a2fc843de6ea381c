import math

from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=9,
    outcome="Recognize the behavior of common distributions",
    minutes=3,
    idea="likelihood of independent draws",
    section="common-distributions",
    level="apply",
)
def coin_seen_three_times(draw):
    """Independent draws: the product of their probabilities."""
    p, data = draw.choice([(0.8, [1, 0, 1]), (0.6, [1, 1, 0, 1]), (0.9, [1, 1, 0]), (0.4, [0, 0, 1])])
    ones, zeros = sum(data), len(data) - sum(data)
    value = p**ones * (1 - p) ** zeros
    return Program(
        f"""
        x = np.array({data})
        p = {p}
        log_p = (x * np.log(p) + (1 - x) * np.log(1 - p)).sum()
        print(round(float(np.exp(log_p)), 4))
        """,
        wrong(f"{round(p ** len(data), 4):g}", because="A 0 has the probability 1 - p: the formula is a switch."),
        wrong(
            f"{round(ones * p + zeros * (1 - p), 4):g}",
            because="The logarithms are summed, so that the probabilities are multiplied.",
        ),
        wrong(
            f"{round(math.comb(len(data), ones) * value, 4):g}",
            because="This counts every order of the tosses. Here one order was seen.",
        ),
        because=f"{ones} ones and {zeros} zero(s) in this order: {p}^{ones} · {1 - p:.1f}^{zeros} = {value:.4f}.",
    )
