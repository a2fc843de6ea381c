from chainrule.campus.questions import find_error, from_mutant, wrong_edit

NUMBERS = [(2.0, 3), (3.0, 3), (2.0, 4), (-2.0, 2), (-2.0, 4), (-3.0, 2)]


@find_error(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="local derivative of a power",
    section="whole-engine",
    level="diagnose",
)
def power_with_a_wrong_slope(draw):
    """A gradient check finds a power whose slope is wrong; which line, and what mends it?"""
    x, n = draw.choice(NUMBERS)
    slope = n * x ** (n - 1)
    mutant = "power_keeps_exponent" if x > 0 else "power_slope_by_the_size_alone"
    came, others, why = {
        "power_keeps_exponent": (
            n * x**n,
            ["power_slope_by_the_size_alone", "power_by_the_size_alone", "power_without_log"],
            "The derivative of $a^n$ is $n a^{n-1}$: the exponent falls by one.",
        ),
        "power_slope_by_the_size_alone": (
            -slope,
            ["power_keeps_exponent", "power_by_the_size_alone", "power_without_log"],
            "The slope of an even power of a negative number is negative. `abs` lost the sign.",
        ),
    }[mutant]
    return from_mutant(
        __file__,
        mutant,
        wrong_edit(
            "a, n = (self, as_float(other))",
            "a, n = (self, as_float(other) - 1)",
            because="That changes the value too: $a^{n-1}$ would come out in place of $a^n$.",
        ),
        stem=f"""
        This is the lab's power, where `real.power(a, n)` is $a^n$ and `real.power_slope(a, n)` is $n a^{{n-1}}$. At
        $a = {x:g}$ the value of $a^{n}$ is right. But `backward` leaves {came:g} in `a.grad`; nudging says {slope:g}.
        """,
        test="""
        for x, n in [(2.0, 3), (3.0, 3), (2.0, 4), (-2.0, 2), (-2.0, 3), (-3.0, 4), (0.0, 2), (0.0, 0)]:
            a = Value(x)
            y = a ** n
            y.backward()
            assert abs(y.data - x ** n) < 1e-9
            assert abs(a.grad - (n * x ** (n - 1) if n else 0.0)) < 1e-9
        b = Value(3.0)
        (Value(2.0) ** b).backward()
        assert abs(b.grad - 8.0 * math.log(2.0)) < 1e-9
        """,
        because=why,
        others=others,
        lab=3,
    )
