from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=2,
    idea="layers are composed",
    section="depth",
    level="apply",
)
def fold_it_again(draw):
    """A fold of a fold: what comes out of the first layer goes into the second."""
    start = draw.choice([0.125, 0.375, 0.625, 0.875])
    times = draw.choice([2, 3])

    def fold(x):
        first, second = (0.0 if z <= 0 else z for z in (x, x - 0.5))
        return 2 * first - 4 * second

    values = [start]
    for _ in range(times):
        values.append(fold(values[-1]))
    mistakes = {
        2.0**times * start: "From 0.5 on the second relu takes away twice what the first adds: it goes down again.",
        times * values[1]: "The folds are done one after another; they are not added.",
        values[1]: f"This is one fold. `range({times})` makes {times}, one after another.",
    }
    way = " → ".join(f"{value:g}" for value in values)
    return Program(
        f"""
        def relu(x):
            return 0.0 if x <= 0 else x

        x = {start}
        for layer in range({times}):
            x = 2 * relu(x) - 4 * relu(x - 0.5)
        print(x)
        """,
        *(wrong(str(value), because=why) for value, why in mistakes.items() if value != values[-1]),
        because=f"Each layer takes the output of the layer before: {way}.",
    )
