from chainrule.campus.questions import Choices, multiple_choice, right, wrong

RIGHT, SMALLER = "Take a larger $h$, near $10^{-5}$", "Take a smaller $h$, near $10^{-14}$"
ONE_SIDED, SINGLE = "Keep $h$, and nudge upwards only", "Keep $h$, and compute in float32"


@multiple_choice(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=2,
    idea="size of the nudge",
    section="gradient-checking",
    level="diagnose",
)
def check_that_fails_for_its_step(draw):
    """A right gradient fails its check, because the nudge is too small."""
    function, code, gradient = draw.choice(
        [
            ("a^3", "a * a * a", lambda a: 3 * a * a),
            ("a^2 + 5a", "a * a + 5 * a", lambda a: 2 * a + 5),
            ("a^4", "a * a * a * a", lambda a: 4 * a * a * a),
        ]
    )
    a, k = draw.choice([1.7, 2.3, 3.1]), draw.choice([11, 12])
    return Choices(
        f"""
        The derivative of $f = {function}$ at $a = {a}$ is {gradient(a):.6g}, and the engine finds just that. A gradient
        check with the central difference

        $$\\frac{{f(a + h) - f(a - h)}}{{2h}}, \\qquad h = 10^{{-{k}}},$$

        in float64 nevertheless says "wrong": it allows a difference of $10^{{-7}}$, and finds a larger one. What
        mends the check?
        """,
        right(
            RIGHT,
            because="The two values of $f$ agree in nearly all of their digits. What is left of the difference is "
            "round-off, and the division by $2h$ magnifies it.",
        ),
        wrong(
            SMALLER,
            because="Smaller is not more exact: the two values would agree in still more digits, and the noise grows "
            "as $h$ shrinks.",
        ),
        wrong(
            SINGLE,
            because="float32 has about 7 digits. With so small an $h$ the two values are the same number there.",
        ),
        wrong(
            ONE_SIDED,
            because="The distance between the two points halves, and the noise stays. The bend of $f$ then counts, "
            "too.",
        ),
        key=f"""
        def error(h, kind=np.float64, both=True):
            f = lambda a: {code}
            a, h = kind({a}), kind(h)
            low, steps = (a - h, 2) if both else (a, 1)
            return abs((float(f(a + h)) - float(f(low))) / (steps * float(h)) - {gradient(a)!r})

        assert error(1e-{k}) > 1e-7
        tried = {{
            {RIGHT!r}: error(1e-5),
            {SMALLER!r}: error(1e-14),
            {ONE_SIDED!r}: error(1e-{k}, both=False),
            {SINGLE!r}: error(1e-{k}, np.float32),
        }}
        for remedy, left in tried.items():
            if left < 1e-7:
                print(remedy.replace("$", ""))
        """,
    )
