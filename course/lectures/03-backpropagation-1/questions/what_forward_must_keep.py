from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=3,
    outcome="Perform forward and backward passes.",
    minutes=4,
    idea="kept values",
    section="why-backward",
    level="recall",
)
def what_forward_must_keep(draw):
    """The backward pass needs values of the forward pass, and not of every operation."""
    function, what = draw.choice(
        [("\\tanh(z)", "tanh is 1 - h²"), ("e^z", "e^z is h itself"), ("\\sigma(z)", "the sigmoid is h(1 - h)")]
    )
    return OpenQuestion(
        f"""
        A program computes $p = w \\cdot x$, $z = p + b$ and $h = {function}$. To save memory, somebody deletes $w$,
        $x$, $p$, $z$ and $h$ as soon as each has been used in the forward pass.

        Explain why the backward pass cannot be done then. For the **product** and for the **sum**, say which values
        their backward step needs.
        """,
        model=f"""
        Each node multiplies the upstream gradient by its local derivative, and local derivatives depend on the
        values of the forward pass. The product needs both its factors, w for x's gradient and x for w's. The sum
        needs none: its local derivatives are 1. (The derivative of {what}.)
        """,
        rubric=[
            Criterion(
                "local derivatives need values",
                1,
                counts="The local derivatives are evaluated at the values of the forward pass, which are gone.",
                does_not="That the graph or the gradients are lost, without what the values are for.",
            ),
            Criterion(
                "product and sum",
                1,
                counts="The product needs both factors, the sum nothing. Half for one of the two.",
                does_not="That the product needs its result p.",
            ),
        ],
        examples="""
        1, 1: local derivatives are functions of the forward values. product: w and x, sum: nothing bc its derivative
        is 1
        1, 1: To multiply upstream by the local derivative you need the numbers at which it is evaluated. For p we
        need x to get dw and w to get dx. For z we dont need any value.
        1, 1: chain rule uses derivative at the current point so the values must be saved. The product rule needs the
        other factor, addition just passes the gradient
        1, 0.5: Because the derivatives depend on the values. The product needs the other factor.
        0.5, 1: It needs the stored values. * : w, x. + : none.
        1, 0: The local gradients cant be computed without values from forward. The product needs p and the sum needs z.
        0, 1: product needs w and x and sum doesn't need anything
        0, 0.5: the sum is easy, the gradient is just copied so no values
        0, 0: If you delete them the computational graph doesnt exist and python gives an error.
        0, 0: Because then the gradient descent can't update w and x.
        0, 0: The backward pass could be done, it only needs the loss, as it starts from the end.
        """,
    )
