from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=2,
    idea="aliasing",
    section="python",
    level="recall",
)
def two_names_one_list(draw):
    """Assignment gives a second name to a list; slicing makes a second list."""
    losses = draw.sample([9, 7, 5, 4, 2], 2)
    third, fourth = draw.sample([1, 3, 6, 8], 2)
    copied = draw.choice([True, False])
    return Program(
        f"""
        history = {losses}
        saved = {"history[:]" if copied else "history"}
        history.append({third})
        saved.append({fourth})
        print(history, len(saved))
        """,
        wrong(
            f"{[*losses, third, fourth]} 4" if copied else f"{[*losses, third]} 3",
            because="`history[:]` is a new list, so that what is appended to one is not in the other."
            if copied
            else "`saved = history` makes no copy. Both names mean one list, and it receives both numbers.",
        ),
        because="`history[:]` is a new list with the same elements: each list receives one number of its own."
        if copied
        else "`saved = history` gives the same list a second name: it receives both numbers, whichever name is used.",
    )
