from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=2,
    idea="linear approximation",
    section="gradient",
    level="apply",
)
def small_step_in_two_knobs(draw):
    """A small move changes the loss by each partial derivative times its own step, added up."""
    slope_w, slope_b = -draw.integer(3, 6), draw.choice([1, 2])
    up, down = draw.choice([(0.02, 0.01), (0.03, 0.01), (0.04, 0.02)])
    change = slope_w * up + slope_b * -down

    def text(value):
        return f"about ${value:+.2f}$"

    return Choices(
        rf"""
        At the present weights, $\partial L/\partial w = {slope_w}$ and $\partial L/\partial b = {slope_b}$. Now $w$
        is raised by {up} and $b$ is **lowered** by {down}. By how much does $L$ change?
        """,
        right(
            text(change),
            because=rf"$\Delta L \approx {slope_w} \cdot {up} + {slope_b} \cdot (-{down}) = {change:.2f}$: each rate "
            r"times its own step.",
        ),
        wrong(
            text(slope_w * up + slope_b * down),
            because=f"The step of $b$ is $-{down}$: it was lowered, and its rate is positive, so this part goes down "
            "too.",
        ),
        wrong(
            text(-change),
            because="The sign is turned. A partial derivative says how the loss *changes*, not how to change the "
            "weight.",
        ),
        wrong(
            text((slope_w + slope_b) * (up - down)),
            because="This adds the rates and adds the steps. Each rate belongs to its own step.",
        ),
        key=f"""
        gradient, step = np.array([{slope_w}, {slope_b}]), np.array([{up}, -{down}])
        print(f"about {{gradient @ step:+.2f}}")
        """,
    )
