from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=2,
    idea="what depth buys",
    section="depth",
    level="transfer",
)
def depth_or_width(draw):
    """Layers multiply the pieces; units of one layer add to them."""
    layers = draw.choice([6, 8, 9])
    pieces = 2**layers
    return Choices(
        f"""
        {layers} layers of two relu units each fold the numbers from 0 to 1, one after another: {2 * layers} units in
        all. A second network has *one* layer of {2 * layers} relu units, whose outputs are weighted and added. How many
        straight pieces can the two have at most, between 0 and 1?
        """,
        right(
            f"{pieces} and {2 * layers + 1}",
            because=f"Each fold doubles the number of pieces: 2 to the power {layers}. In one layer each unit bends "
            "the line at one place, which adds one piece.",
        ),
        wrong(
            f"{2 * layers} and {2 * layers}",
            because="Both have as many units, but what the second fold gets is folded already: pieces multiply.",
        ),
        wrong(
            f"{2 * layers + 1} and {pieces}",
            because="This is the other way round: it is layers, one after another, that multiply.",
        ),
        wrong(
            f"{pieces} and {pieces}",
            because=f"One layer of {2 * layers} units has {2 * layers} bends. For {pieces} pieces it would need "
            f"{pieces - 1} units.",
        ),
        key=f"""
        def pieces(f, steps=2**13):
            grid = np.array([f(i / steps) for i in range(steps + 1)])
            return 1 + int((np.abs(np.diff(grid, 2)) > 1e-9).sum())

        def folded(x):
            for _ in range({layers}):
                x = 2 * float(np.maximum(x, 0.0)) - 4 * float(np.maximum(x - 0.5, 0.0))
            return x

        bends = (np.arange({2 * layers}) + 1) * 256 / 2**13
        weights = (-1.0) ** np.arange({2 * layers})
        print(pieces(folded), "and", pieces(lambda x: float(np.maximum(x - bends, 0) @ weights)))
        """,
    )
