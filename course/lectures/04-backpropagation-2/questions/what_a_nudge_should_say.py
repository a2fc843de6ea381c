from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=3,
    idea="gradient check",
    section="gradient-checking",
    level="apply",
)
def what_a_nudge_should_say(draw):
    """A gradient check with an upstream gradient: the number that backward must agree with."""
    upstream, a = draw.choice([-2.5, 0.7, 3.0]), draw.choice([1.3, -0.7, 2.2])
    name, code = draw.choice([("cube", "a * a * a"), ("mixed", "a * a + 3.0 * a"), ("rational", "a / (a * a + 1.0)")])
    return Fragment(
        f"""
        The check nudges the input by `h` to both sides, and compares with what `backward({upstream})` leaves. It is to
        give nearly 0 for an engine that is right.
        """,
        f"""
        def {name}(a):
            return {code}

        def gradient_error(function, number, upstream={upstream}, h=1e-5):
            leaf = Value(number)
            function(leaf).backward(upstream)
            rise = function(Value(number + h)).data - function(Value(number - h)).data
            return abs(leaf.grad - ____)
        """,
        f"""
        print(gradient_error({name}, {a}) < 1e-6, gradient_error({name}, 0.4, 5.0, 1e-4) < 1e-6)
        print(round(gradient_error(lambda a: {name}(Value(a.data)) + 0.5 * a, {a}), 4))  # a path that is cut
        """,
        right(
            "upstream * rise / (2 * h)",
            because="`rise / (2 * h)` is the derivative. `backward(upstream)` leaves `upstream` times as much.",
        ),
        wrong("rise / (2 * h)", because="This is the derivative itself. The leaf holds `upstream` times as much."),
        wrong("upstream * rise / h", because="From `number - h` to `number + h` the distance is 2h."),
        wrong("upstream * rise / 2 * h", because="This divides by 2 and *multiplies* by h: brackets are missing."),
        wrong("upstream + rise / (2 * h)", because="The upstream gradient is a factor: along a path rates multiply."),
        wrong("rise / (2 * h * upstream)", because="The upstream gradient multiplies. It does not divide."),
        rights=["rise / (2 * h) * upstream", "upstream * rise / 2 / h", "rise * upstream / (h + h)"],
    )
