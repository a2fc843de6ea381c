from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="size of the nudge",
    section="gradient-checking",
    level="recall",
)
def smaller_is_not_more_exact(draw):
    """The two errors of a difference quotient, and how each goes with the step."""
    large = draw.choice(["0.1", "0.05", "0.02"])
    small = draw.choice(["10^{-11}", "10^{-12}", "10^{-13}"])
    return OpenQuestion(
        f"""
        A derivative is estimated in float64 by $\\frac{{f(a + h) - f(a - h)}}{{2h}}$. For $h = {large}$ the estimate is
        off, for $h = 10^{{-5}}$ it is good to ten digits, and for $h = {small}$ it is off again.

        Name the error that spoils the large $h$ and the one that spoils the small $h$, and say where each comes from.
        """,
        model="""
        With a large h it is truncation: f bends between the two points, so the slope of the chord is not that of the
        tangent; this error shrinks like h squared. With a small h it is round-off: f(a + h) and f(a - h) agree in
        nearly all of their 16 digits, their difference keeps only the last, noisy ones, and dividing by 2h magnifies
        this noise.
        """,
        rubric=[
            Criterion(
                "the large h",
                1,
                counts="Truncation: between the two points the function is not straight (the higher terms of its "
                "series are left out). Half for the name alone.",
                does_not="'h is too large to be a limit', without what the function does in between.",
            ),
            Criterion(
                "the small h",
                1,
                counts="Round-off: the two values agree in most digits, so the difference is mostly noise, which is "
                "divided by a small number. Half for the name, or for 'floats have few digits', alone.",
                does_not="That h becomes 0, or that there is a division by zero.",
            ),
        ],
        examples="""
        1, 1: big h: the curve isn't a line between a-h and a+h (truncation). small h: f(a+h) and f(a-h) are almost
        equal so subtracting loses the digits, roundoff
        1, 1: truncation error, because the terms h^2 f''' are neglected; rounding error, because of the cancellation
        of two close numbers and then you divide by tiny 2h
        1, 1: Large: function is curved so secant is not tangent. Small: only the last digits of the floats differ
        and these are noise.
        1, 0.5: Large h is the secant of a curve not the tangent. Small h gives rounding errors.
        0.5, 1: truncation for the big one. For the small one the subtraction of nearly equal numbers loses digits
        0.5, 0.5: truncation and round-off
        0, 1: large h is just not the limit. In small h the difference has only noise since float64 has 16 digits
        0, 0.5: floating point is not exact for small h
        0, 0: for small h we divide by zero so we get inf or nan
        0, 0: The large step jumps over the minimum and the small step is too slow to get there.
        0, 0: h must be the same as the learning rate, otherwise the gradient is wrong
        """,
    )
