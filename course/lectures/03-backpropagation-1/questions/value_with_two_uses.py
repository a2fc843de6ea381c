from chainrule.campus.questions import Program, predict_output, wrong

# Numbers with which the gradients that one may take for right are different pairs.
NUMBERS = [(a, b, c) for a in (2, 3, 4) for b in (-3, -2, 3, 5) for c in (4, 6, 10) if a != b and b != c]


@predict_output(
    class_=3,
    outcome="Compute gradients efficiently using the chain rule",
    minutes=3,
    idea="accumulation",
    section="accumulation",
    level="apply",
)
def value_with_two_uses(draw):
    """A value used in two places receives from both."""
    a, b, c = draw.choice(NUMBERS)
    return Program(
        f"""
        a = Value({a}.0)
        b = Value({b}.0)
        d = a * b
        e = d + {c} * a
        e.backward()
        print(a.grad, b.grad)
        """,
        wrong(f"{b} {a}", because=f"The second use of a is missing: {c} · a gives it another {c}."),
        wrong(
            f"{c} {a}",
            because="Only the last use is counted. Gradients of several uses are added, not overwritten.",
        ),
        wrong(f"{b + c} {b}", because="A product hands each factor the *other* value: b receives a."),
        because=f"a is used twice: the product gives it b = {b}, the sum gives it {c}, together {b + c}. b is used "
        f"once and receives a = {a}.",
    )
