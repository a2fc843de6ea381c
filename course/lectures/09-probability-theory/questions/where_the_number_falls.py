from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=9,
    outcome="Describe random variables",
    minutes=2,
    idea="PMF and drawing",
    section="random-variables",
    level="apply",
)
def where_the_number_falls(draw):
    """A draw from a PMF: the piece of the line in which the number lies."""
    probs, u = draw.choice(
        [
            ([0.2, 0.5, 0.3], [0.1, 0.65, 0.9]),
            ([0.5, 0.1, 0.4], [0.55, 0.3, 0.95]),
            ([0.3, 0.3, 0.4], [0.45, 0.7, 0.05]),
        ]
    )
    ends = [probs[0], round(probs[0] + probs[1], 2), 1.0]
    drawn = [sum(each >= end for end in ends) for each in u]
    return Program(
        f"""
        probs = torch.tensor({probs})
        ends = probs.cumsum(0)
        for u in {u}:
            print(int((u >= ends).sum()), end=" ")
        """,
        wrong(
            " ".join(str(k + 1) for k in drawn),
            because="Classes are counted from 0: no end is passed by a number in the first piece.",
        ),
        wrong(
            " ".join(str(2 - k) for k in drawn),
            because="`>=` counts the ends that the number has passed, not those before it.",
        ),
        wrong(
            " ".join(str(max(range(3), key=lambda k: probs[k])) for _ in u),
            because="The likeliest class is not always drawn: the number decides.",
        ),
        because=f"The pieces end at {', '.join(map(str, ends))}. A number belongs to the class whose number of "
        "passed ends it has.",
    )
