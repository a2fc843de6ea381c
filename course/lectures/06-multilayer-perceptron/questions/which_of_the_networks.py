from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=2,
    idea="unseen points decide",
    section="unseen",
    level="apply",
)
def which_of_the_networks(draw):
    """The network is chosen by points that it was not trained on."""
    rows = draw.choice(
        [
            [("2-1", 81, 80), ("2-8-1", 95, 94), ("2-32-32-1", 99, 91), ("2-128-128-1", 100, 86)],
            [("2-2-1", 78, 79), ("2-12-1", 93, 92), ("2-64-1", 98, 89), ("2-64-64-1", 100, 84)],
            [("2-1", 84, 83), ("2-6-1", 92, 93), ("2-40-1", 97, 90), ("2-100-100-1", 100, 88)],
        ]
    )
    table = "\n        ".join(f"| {name} | {seen}% | {unseen}% |" for name, seen, unseen in rows)
    reasons = [
        "It underfits: bad on the points that it was trained on, and as bad on new ones.",
        "It does best on new points, and that is what it is for.",
        "It is better on the training points than the smaller one, and worse on new ones: it has begun to overfit.",
        "All training points right, and fewer new ones than the two before it: it has learned noise by heart.",
    ]
    return Choices(
        f"""
        Four networks were trained on the same 100 points and then asked about 1,000 new points of the same kind:

        | network | right on the 100 | right on the 1,000 |
        |---|---|---|
        {table}

        Which of them should be used?
        """,
        *((right if i == 1 else wrong)(row[0], because=reasons[i]) for i, row in enumerate(rows)),
        key=f"""
        rows = {rows}
        print(max(rows, key=lambda row: row[2])[0])
        """,
    )
