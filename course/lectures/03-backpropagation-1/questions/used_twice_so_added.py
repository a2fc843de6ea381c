from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=3,
    outcome="Compute gradients efficiently using the chain rule",
    minutes=4,
    idea="accumulation",
    section="accumulation",
    level="recall",
)
def used_twice_so_added(draw):
    """Why the gradients of two uses are added."""
    at, other = draw.integer(2, 6), draw.choice([3, 5, 10])
    right, wrong = other + 2 * at, other
    return OpenQuestion(
        f"""
        For $L = a \\cdot a + {other} \\cdot a$ at $a = {at}$, an engine reports
        $\\mathrm{{d}}L/\\mathrm{{d}}a = {wrong}$. The right value is {right}.

        Explain, by what happens to $L$ when $a$ is nudged, why the gradients of the different uses of $a$ have to be
        added; and say what the engine does instead in its backward pass.
        """,
        model=f"""
        A nudge of a moves L in every place where a is used: twice through the product, by {at} each, and once
        through the last term, by {other}. Small changes that arrive by different paths add up, so the rates add to
        {right}. The engine overwrites a's gradient at each use, so that only the last one written, {other}, is left.
        """,
        rubric=[
            Criterion(
                "why added",
                1,
                counts="A nudge of a reaches L over several paths, and the changes add up (the multivariable chain "
                "rule, in words or symbols).",
                does_not="That the rule says so, or only that 2a + ... is the derivative.",
            ),
            Criterion(
                "what the engine does",
                1,
                counts="It overwrites (= for +=), so only one use is left.",
                does_not="That it forgets to reset gradients, or computes a wrong local derivative.",
            ),
        ],
        examples=f"""
        1, 1: if a grows by eps then a*a changes through both factors and {other}*a changes too, L gets all of these
        together so we sum. The engine has grad = instead of grad += so the last one wins
        1, 1: there are 3 paths from a to L and the total derivative is the sum over all paths. It overwrites.
        1, 1: Nudging a moves both terms, the total effect is the sum of the effects. The engine replaced the
        gradient from a*a by the one from {other}a.
        1, 0: a affects L in several ways and the effects add up. The engine forgot zero_grad before.
        1, 0: When a is nudged the first term changes by {2 * at} and the second by {other} times the nudge, together
        {right}. The engine thinks that derivative of a*a is 0.
        0, 1: It writes the gradient and doesnt accumulate it, so the contribution of a*a is lost.
        0, 1: Because we must use += and the engine uses =
        0, 0: The derivative is 2a + {other} = {right} by the power rule, the engine made a mistake in it.
        0, 0: Gradients are added because it is more stable numericaly than multiplying them, the engine multiplies.
        0, 0: The engine should use a smaller nudge to get the exact value.
        """,
    )
