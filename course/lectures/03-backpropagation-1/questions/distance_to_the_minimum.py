from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=3,
    outcome="Understand how gradient descent updates",
    minutes=4,
    idea="learning rate too large",
    section="gradient-descent",
    level="transfer",
)
def distance_to_the_minimum(draw):
    """On a parabola every step multiplies the distance by the same factor."""
    best = draw.integer(2, 9)
    rate = draw.choice([1.1, 1.2, 1.5])
    factor = 1 - 2 * rate
    return OpenQuestion(
        f"""
        Gradient descent minimizes $L(w) = (w - {best})^2$ with learning rate $\\eta = {rate}$.

        By which factor does one step multiply the distance $w - {best}$? Say in words what $w$ does over many steps,
        and for which learning rates it would reach the minimum instead.
        """,
        model=f"""
        w - {best} becomes w - {rate} · 2(w - {best}) - {best} = (1 - 2 · {rate})(w - {best}), so the factor is
        {factor:g}. Each step jumps over the minimum and lands farther away on the other side, so w swings wider and
        wider. It converges where the factor is less than 1 in size: for rates between 0 and 1.
        """,
        rubric=[
            Criterion(
                "the factor",
                1,
                counts=f"{factor:g}. Half for 1 - 2η without the number, or for the right size with the wrong sign.",
                does_not="The length of the step, 2η times the distance.",
            ),
            Criterion(
                "what w does, and when not",
                1,
                counts="It swings to the other side, farther each time; converges for 0 < η < 1. Half for one of "
                "the two.",
                does_not="'A smaller rate', without which, and without what w does.",
            ),
        ],
        examples=f"""
        1, 1: factor 1-2*{rate} = {factor:g}, so it jumps from one side to the other and goes away. need |1-2lr|<1 so
        lr between 0 and 1
        1, 1: {factor:g}. It oscilates around {best} with growing distance (diverges). For learning rate smaller than
        1 it converges.
        1, 1: w_new - {best} = {factor:g} (w - {best}), every step is on the opposite side and further. eta in (0, 1)
        1, 0.5: The factor is {factor:g}. The steps are too large and w overshoots more and more.
        0.5, 1: {abs(factor):g}, w jumps across the minimum and diverges, lr must be under 1
        0.5, 0.5: 1 - 2 eta. It diverges alternating around {best}.
        1, 0: it is {factor:g}, so it needs a smaller learning rate
        0, 0.5: w goes from left to right of the minimum and explodes
        0, 0: By 2*{rate} = {2 * rate:g}. It will find the minimum but faster because the rate is big.
        0, 0: It depends on the start point, with a good initialization it reaches {best}.
        0, 0: The loss decreases every step because gradient descent always goes down. Any learning rate works if we
        wait long enough.
        """,
    )
