from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Describe random variables",
    minutes=2,
    idea="density is no probability",
    section="density",
    level="diagnose",
)
def sensor_log_density(draw):
    """A log-density above 0 is no mistake; a probability above 1 would be."""
    width = draw.choice([0.05, 0.1, 0.2])
    density = round(1 / width)
    return Choices(
        f"""
        A model predicts the error of a distance sensor in metres as spread evenly between 0 and {width} m. Its
        `prob(0.01)` returns {density}. A colleague says: "A probability cannot be {density}, so there is a bug."
        What do
        you answer?
        """,
        right(
            f"It is a density: {density} per metre.",
            because=f"The area is the probability: {density} · {width} = 1. A density has a unit, and a narrow "
            "distribution must be high.",
        ),
        wrong(
            "He is right: the PMF was not divided by its sum.",
            because="A continuous variable has no PMF. What must be 1 is the area, and it is.",
        ),
        wrong(
            f"It is a share in percent: {density}% of the errors are 0.01.",
            because="No single value of a continuous variable has a probability, in percent or otherwise.",
        ),
        wrong(
            "He is right: the model must be measured in millimetres.",
            because="In millimetres the density is a thousandth of it, and the model is the same. The unit is free.",
        ),
        key=f"""
        model = torch.distributions.Uniform(0.0, {width})
        density = model.log_prob(torch.tensor(0.01)).exp()
        x = torch.linspace(0, {width}, 1001)[:-1] + {width} / 2000
        area = (model.log_prob(x).exp() * {width} / 1000).sum()
        if abs(area.item() - 1) < 1e-4:
            print(f"It is a density: {{density.item():.0f}} per metre.")
        """,
    )
