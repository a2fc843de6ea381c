from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=4,
    idea="direction of the gradient",
    section="gradient",
    level="transfer",
)
def steepest_is_not_straight(draw):
    """The gradient knows the slope where one stands, and nothing of where the lowest point is."""
    steep = draw.choice([9, 16, 25])
    x = draw.choice([2, 3, 4])
    y = 1
    return OpenQuestion(
        rf"""
        The loss is $L(x, y) = x^2 + {steep} y^2$, with its lowest point at $(0, 0)$. Lale stands at $({x}, {y})$ and
        says: "The gradient points away from the lowest point, so if I walk against it, in a straight line, I arrive."

        Compute the gradient at her place. Is she right? Say what the direction against the gradient does promise.
        """,
        model=rf"""
        The gradient is ({2 * x}, {2 * steep * y}). She is not right: the lowest point lies in the direction
        (-{x}, -{y}), and ({-2 * x}, {-2 * steep * y}) is not a multiple of it. Against the gradient the loss falls
        fastest for small steps; this holds only near the place where it was computed.
        """,
        rubric=[
            Criterion(
                "gradient",
                0.5,
                counts=f"({2 * x}, {2 * steep * y}).",
                does_not="Another vector, or a single number.",
            ),
            Criterion(
                "not straight",
                0.5,
                counts="She is wrong: the two directions differ (or: contours are ellipses, the gradient stands at a "
                "right angle on them).",
                does_not="That she would overshoot, or that she needs many steps, without the direction.",
            ),
            Criterion(
                "the promise",
                1,
                counts="It is the direction of steepest descent at this place, for small steps. Half without the place "
                "or smallness.",
                does_not="That it leads to the minimum, or that the loss always falls.",
            ),
        ],
        examples=f"""
        0.5, 0.5, 1: grad = ({2 * x},{2 * steep * y}), the minimum is in direction (-{x},-{y}) which is not parallel.
        -grad is the steepest direction, but only locally
        0.5, 0.5, 1: ({2 * x}, {2 * steep * y}). No, because of the ellipses. For a very small step no other direction
        makes the loss fall faster.
        0.5, 0.5, 0.5: gradient ({2 * x},{2 * steep * y}); no, she goes too much in y; it is the steepest descent
        0.5, 0.5, 0: The gradient is ({2 * x}, {2 * steep * y}), not a multiple of ({x},{y}) so she misses it
        0.5, 0, 0: ({2 * x}, {2 * steep * y}). She is right if the learning rate is small enough.
        0.5, 0, 0.5: ({2 * x},{2 * steep * y}), yes since it is the steepest way down
        0, 0.5, 1: I get ({2 * x}, {2 * y}). She is not right, steepest is only at this point, the direction turns on
        the way to the minimum
        0, 0, 0.5: The gradient is {2 * x + 2 * steep * y}. Against it the loss decreases fastest.
        0, 0, 0: She is right, it is the definition of gradient
        0, 0, 0: No because gradient descent only finds local minima and this could be a saddle
        """,
    )
