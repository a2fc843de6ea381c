from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="upstream gradient in tests",
    section="weak-tests",
    level="diagnose",
)
def check_that_began_with_one(draw):
    """Why a gradient check starts with an upstream gradient that is not 1."""
    name = draw.choice(["Leyla", "Murad", "Nigar", "Tural"])
    operation, local = draw.choice([("exp", "exp a"), ("tanh", "1 - t²"), ("log", "1 / a")])
    return OpenQuestion(
        f"""
        {name} checks every operation of an engine on its own: one operation, `backward()` with the gradient 1, and
        nudging beside it. All agree. But in a network whose hidden neurons use `{operation}`, the gradients of the
        first weights are wrong. The backward step of `{operation}` gives its parent the local derivative, and nothing
        else.

        Say what is missing in this step, why the check could not see it, and what to change in the check.
        """,
        model=f"""
        The parent must be given the gradient of the node times the local derivative; here the gradient of the node is
        left out, and only {local} is given. In the check this gradient is 1, and a factor of 1 that is forgotten
        changes nothing. Start backward with a number that is not 1, such as -2.5, and compare with that number times
        the nudged derivative (or check the operation inside a longer expression).
        """,
        rubric=[
            Criterion(
                "what is missing, and why unseen",
                1,
                counts="The upstream gradient (of the node) is missing as a factor, and in the check it is 1. Half for "
                "one of the two.",
                does_not="A wrong local derivative, gradients that are overwritten, or an h that is badly chosen.",
            ),
            Criterion(
                "what to change",
                1,
                counts="Begin with an upstream gradient that is not 1, or check the operation inside a larger "
                "expression, where the gradient that arrives is not 1.",
                does_not="More numbers, a smaller h, or other operations, each alone.",
            ),
        ],
        examples=f"""
        1, 1: it must be node.grad * local, it forgets node.grad. in the test node.grad=1 so it does no harm. use
        backward(-2.5) instead and multiply the nudged value by it
        1, 1: The upstream gradient is missing. With 1 you can't see it. Test {operation} followed by another operation.
        1, 1: chain rule: upstream times local. Upstream was 1 in all the tests. Test with an upstream like 0.7.
        1, 0: upstream isn't multiplied; in a test of a single op it equals 1. {name} should test with more values of a.
        0.5, 1: It does not multiply by the gradient of the node. Start with another number than 1.
        0.5, 0: It forgot to multiply with the incoming gradient.
        0, 1: The check should be done with upstream gradient different from 1
        0, 0: The local derivative of {operation} is wrong, so use a smaller h in the check.
        0, 0: It overwrites the gradient with = so when the value is used twice it's wrong. Test with shared values.
        0, 0: Gradients vanish in the first layer because of the chain of small derivatives.
        """,
    )
