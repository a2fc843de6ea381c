from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=2,
    idea="chain rule, two paths",
    section="chain-rule",
    level="apply",
)
def drone_in_the_wind(draw):
    """The chain rule with two paths: multiply along each, add."""
    east, north = draw.integer(2, 4), -draw.integer(1, 3)
    speed_east, speed_north = draw.choice([(2, 5), (5, 2), (6, 5), (5, 3)])
    rate = east * speed_east + north * speed_north
    return Choices(
        rf"""
        The temperature changes by ${east}$ degrees per kilometre towards the east ($\partial T/\partial x = {east}$)
        and by ${north}$ degrees per kilometre towards the north ($\partial T/\partial y = {north}$). A drone flies
        with $dx/dt = {speed_east}$ and $dy/dt = {speed_north}$ kilometres per minute. How fast does its thermometer
        change, in degrees per minute?
        """,
        right(
            f"${rate}$",
            because=rf"$\frac{{dT}}{{dt}} = {east} \cdot {speed_east} + ({north}) \cdot {speed_north} = {rate}$: one "
            r"product per path, added.",
        ),
        wrong(
            f"${(east + north) * (speed_east + speed_north)}$",
            because="This adds first and multiplies then. The eastern rate belongs to the eastern speed alone.",
        ),
        wrong(
            f"${east * speed_east}$",
            because="This is the way over $x$ alone. While the drone moves east it moves north as well.",
        ),
        wrong(
            f"${east * speed_east - north * speed_north}$",
            because="The northern path counts with its sign: it gets colder to the north ($\\partial T/\\partial y "
            f"= {north}$).",
        ),
        key=f"""
        t = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
        x, y = {speed_east} * t, {speed_north} * t
        ({east} * x + {north} * y).backward()
        print(f"{{t.grad.item():g}}")
        """,
    )
