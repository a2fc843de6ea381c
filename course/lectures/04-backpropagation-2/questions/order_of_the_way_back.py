from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="topological order",
    section="parents-first",
    level="recall",
)
def order_of_the_way_back(draw):
    """Reverse topological order: complete before it is handed on."""
    k = draw.integer(2, 9)
    return OpenQuestion(
        f"""
        In $d = a \\cdot b$, $\\; e = d + {k}$, $\\; L = d \\cdot e$, the backward pass may visit the nodes in the
        order $L, e, d$ but not in the order $L, d, e$.

        State the rule behind this, and say what exactly goes wrong in the second order, and for which gradients.
        """,
        model="""
        A node may hand on its gradient only when it is complete, that is, after every node that was computed from
        it. In the order L, d, e the node d hands on what it got from L alone. What e gives it comes later and never
        reaches a and b: their gradients lack that part, whatever its sign.
        """,
        rubric=[
            Criterion(
                "the rule",
                1,
                counts="A node is visited after all nodes that use it (reverse topological order), because its "
                "gradient is complete only then. Half for 'reverse topological order' or 'from the end' alone.",
                does_not="Any order that starts at L.",
            ),
            Criterion(
                "what goes wrong",
                1,
                counts="d passes on only L's part, the part through e is missing in a and b. Half if a and b are "
                "not named.",
                does_not="An error message, or a wrong gradient of e.",
            ),
        ],
        examples=f"""
        1, 1: every node has to wait until all of its users gave their gradient. With L,d,e d sends to a,b only the
        gradient from L, and e's comes after, so a and b are wrong
        1, 1: Rule: reversed topological sort, node goes after everything computed from it. d.grad is incomplete when
        it is propagated to a and b, the e path is lost there (d.grad itself is right in the end).
        1, 1: You can only propagate a finished gradient. da and db miss the contribution of the path over e.
        1, 0.5: d is used by e and L so both must come before d. Otherwise the gradient from e is lost.
        0.5, 1: reverse topological order. In the wrong order a and b get only a part of it because d was not complete
        0.5, 0: It must go in the reverse order of the forward pass. Otherwise the result is wrong.
        1, 0: A node is processed after all its consumers. In the second order e gets a wrong gradient because d was
        before it.
        0, 0.5: d would miss the part of gradient that comes from e
        0, 0: The order L d e is not possible because e comes after d in the alphabet of the forward pass and python
        would give a None gradient.
        0, 0: The gradient would be counted twice because d is in both.
        0, 0: Since e = d + {k} has derivative 1 the order doesnt matter.
        """,
    )
