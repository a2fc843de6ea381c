from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=8,
    outcome="Define and implement 2D",
    minutes=4,
    idea="shared weights backward",
    section="equivariance",
    level="transfer",
)
def gradient_of_a_shared_weight(draw):
    """One weight, many uses, one sum."""
    height, width = draw.choice([(10, 10), (8, 12), (6, 9)])
    return OpenQuestion(
        f"""
        A kernel makes a feature map of {height} by {width}. Its weight $w_{{00}}$ is one single number. In a
        manual backward
        pass, Tural computes for it the upstream gradient of the map's **first** number times the pixel under
        $w_{{00}}$ there,
        and stores that as the gradient.

        Explain what is missing, and which rule of lecture 3 about computational graphs says so.
        """,
        model=f"""
        The weight is used at every place: {height} · {width} = {height * width} times, each time multiplied by
        another pixel. A value that is used more than once receives a gradient from each use, and these are added. So
        the gradient is the sum over all places of upstream gradient times the pixel under the weight there.
        """,
        rubric=[
            Criterion(
                "every place",
                1,
                counts=f"The weight is used at all {height * width} places (is shared), and each gives a share, "
                f"upstream times "
                "its pixel.",
                does_not="That the other weights of the kernel are missing, or the bias.",
            ),
            Criterion(
                "add",
                1,
                counts="Gradients of several uses add up (sum over paths, accumulate). Half for a mean.",
                does_not="That the last one counts, or that they are multiplied.",
            ),
        ],
        examples=f"""
        1, 1: w00 is used in all {height * width} outputs, so the gradient is the sum of upstream*pixel over all
        positions,
        because a node used several times accumulates its gradients
        1, 1: The weight is shared. Every output depends on it, so there are many paths and we add over paths.
        1, 1: he has to go over all places of the map and += , a variable used many times gets all contributions added
        1, 0.5: Each of the {height * width} places gives a gradient for it, and you average them.
        1, 0: the kernel slides so it is used at each position and each gives its own gradient, the last one is kept
        0.5, 1: It is used more than once, so the gradients must be summed.
        0, 1: gradients have to be added up over paths
        0, 0.5: He should take the mean of the gradients.
        0, 0: He forgot the derivative of the activation function.
        0, 0: The gradient must be multiplied by the learning rate.
        0, 0: The bias and the other 8 weights are missing.
        """,
    )
