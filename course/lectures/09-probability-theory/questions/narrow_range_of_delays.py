from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Describe random variables",
    minutes=2,
    idea="area of a narrow range",
    section="density",
    level="apply",
)
def narrow_range_of_delays(draw):
    """Probability of a narrow range: density times width."""
    density, width = draw.choice([(0.4, 0.05), (0.5, 0.02), (0.2, 0.1), (2.5, 0.02)])
    probability = round(density * width, 4)
    return Choices(
        f"""
        The delay of a request is a continuous variable, measured in seconds. Near 1 s its density is about
        {density} per second,
        and nearly flat. About which share of the requests have a delay between 1 s and {round(1 + width, 2)} s?
        """,
        right(f"{probability:g}", because=f"The area is height times width: {density} · {width} = {probability:g}."),
        wrong(f"{density:g}", because="This is the density. It becomes a share when it is multiplied by the width."),
        wrong(
            f"{density / width:g}",
            because="Divided by the width: that leads from a share to a density, the other way round.",
        ),
        wrong("0", because="Only a single value has the probability 0. A range has an area, however narrow it is."),
        key=f"""
        x = np.linspace(1, 1 + {width}, 1001)[:-1]
        print(f"{{round(float((np.full(1000, {density}) * {width} / 1000).sum()), 4):g}}")
        """,
    )
