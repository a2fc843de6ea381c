from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=4,
    idea="partial and total",
    section="chain-rule",
    level="diagnose",
)
def partial_is_not_total(draw):
    """A partial derivative holds the other variable still, even where it does not stand still."""
    at = draw.integer(2, 5)
    return OpenQuestion(
        rf"""
        Let $z = x \cdot y$, where $y$ is itself computed as $y = x^2$. Togrul writes: "$\partial z/\partial x = y$,
        so when $x = {at}$ is raised by a tiny $\varepsilon$, $z$ grows by ${at**2}\,\varepsilon$."

        What did he overlook, and by how much does $z$ really grow?
        """,
        model=rf"""
        The partial derivative holds y still, but y moves with x, so there is a second path from x to z. Adding it:
        dz/dx = y + x · 2x = 3x² = {3 * at**2}, so z grows by {3 * at**2} ε.
        """,
        rubric=[
            Criterion(
                "the second path",
                1,
                counts="y changes with x as well; the partial derivative holds it constant.",
                does_not="That he should have used the chain or product rule, without what is missing.",
            ),
            Criterion(
                "the number",
                1,
                counts=f"{3 * at**2} ε. Half for 3x² or y + 2x² without the number.",
                does_not=f"{2 * at**2} ε: the second path alone.",
            ),
        ],
        examples=f"""
        1, 1: y also depends on x, he kept it constant. dz/dx = y + x*2x = {at**2}+{2 * at**2} = {3 * at**2} so {
            3 * at**2
        } eps
        1, 1: He forgot that x changes z in 2 ways, direct and through y. z = x^3 so the change is 3x^2
        eps = {3 * at**2} eps
        1, 1: since y = x^2 it moves too. {3 * at**2}*epsilon
        1, 0.5: the partial derivative takes y as a constant but here y is a function of x. So dz/dx = y + 2x^2.
        0, 1: z = x^3, derivative 3x^2, answer {3 * at**2} epsilon
        1, 0: y is not constant. dz/dx = dz/dy * dy/dx = x*2x = {2 * at**2}, so it grows {2 * at**2} eps
        0, 0.5: he didnt use the product rule. It is 3x^2.
        0, 0: The derivative of xy is x + y so it should be {at + at**2} epsilon.
        0, 0: He forgot the chain rule, it should be multiplied by 2x.
        0, 0: Nothing, the partial derivative with respect to x is y, that is {at**2}.
        """,
    )
