from chainrule.campus.questions import Choices, multiple_choice, right, wrong

# Numbers with which the outputs that one may expect all differ.
NUMBERS = [
    (start, factor, more)
    for start in (2, 3, 5)
    for factor in (2, 3, 10)
    for more in (1, 4, 7)
    if len({start * factor**2 + more, (start * factor + more) * factor + more, start * factor + more}) == 3
    and start * factor**2 + more != start + more
    and start + more != start * factor + more
]


@multiple_choice(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=2,
    idea="state of a notebook",
    section="notebooks",
    level="apply",
)
def cells_out_of_order(draw):
    """A notebook's cells share one state, which depends on the order in which they ran, not on where they stand."""
    start, factor, more = draw.choice(NUMBERS)
    name = draw.choice(["rate", "batch", "width"])
    return Choices(
        f"""
        A notebook has three cells, from top to bottom:

        ```python
        # first cell
        {name} = {start}

        # second cell
        {name} = {name} * {factor}

        # third cell
        print({name} + {more})
        ```

        After a restart the cells are run in this order: first, second, second, third. What does the third cell
        print?
        """,
        right(
            f"{start * factor**2 + more}",
            because=f"Cells change one shared state in the order in which they are run: {start}, {start * factor}, "
            f"{start * factor**2}, and the third prints {more} more. Who opens the notebook sees only the cells, and "
            "expects another number. *Restart and run all* makes the two agree.",
        ),
        wrong(
            f"{start * factor + more}",
            because="This is what one run from top to bottom prints. The second cell ran twice, and the second time "
            "it found what the first time had left.",
        ),
        wrong(
            f"{start + more}",
            because="The second cell assigns to the name that the first one made. The third cell sees it as it is now.",
        ),
        wrong(
            f"{(start * factor + more) * factor + more}",
            because="The third cell prints a sum and assigns nothing: it ran once, after the others.",
        ),
        key=f"""
        cells = ["{name} = {start}", "{name} = {name} * {factor}", "result = {name} + {more}"]
        state = {{}}
        for cell in (0, 1, 1, 2):
            exec(cells[cell], state)
        print(state["result"])
        """,
    )
