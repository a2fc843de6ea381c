from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=4,
    idea="why non-linear",
    section="non-linearity",
    level="recall",
)
def why_a_bend(draw):
    """Why a second layer needs an activation before it."""
    first, second = draw.choice([(3, 2), (10, 5), (20, 4)])
    return OpenQuestion(
        f"""
        A network has a first layer of {first} neurons and a second layer of {second}, and no activation function
        anywhere. A friend says: "It has more weights than one layer, so it can do more."

        Explain why it can do no more than one layer of {second} neurons, and what a ReLU between the two layers would
        change.
        """,
        model="""
        The second layer takes weighted sums of weighted sums: W2 (W1 x + b1) + b2 = (W2 W1) x + (W2 b1 + b2), which is
        one layer with the matrix W2 W1. Whatever the weights, the outputs are straight functions of the input. A
        ReLU bends each hidden sum at the place where it is zero, so that the outputs can bend, and the product of the
        matrices cannot be formed any more.
        """,
        rubric=[
            Criterion(
                "one layer",
                1,
                counts="The two layers collapse into one: the product of the matrices is a matrix, or sums of sums are "
                "sums (linear of linear is linear).",
                does_not="That it overfits, or that it is slow, or has too many weights.",
            ),
            Criterion(
                "what the ReLU changes",
                1,
                counts="The function can bend (is no longer straight, linear or affine), so more than straight borders "
                "can be expressed.",
                does_not="That it becomes faster, normalizes, or keeps the numbers positive, and no more.",
            ),
        ],
        examples="""
        1, 1: W2(W1x+b1)+b2 is just (W2W1)x + const so its one linear layer. Relu makes the function nonlinear, it can
        have bends
        1, 1: a linear function of a linear function is linear again. With relu between them you get pieces with
        different slopes and so a curved border
        1, 1: the matrices multiply to a single matrix. with ReLU it isn't possible to multiply them, so it can fit non
        linear things
        1, 0: You can multiply both matrices and get one. The ReLU makes all values positive.
        1, 0: composition of linear maps is linear. relu helps against vanishing gradients
        0, 1: With relu it can learn nonlinear functions, e.g. a curve instead of a line
        0.5, 1: without activation it is only linear. With ReLU each neuron bends so the whole function has many bends
        0, 0: More weights need more data, so it can't learn better than a single layer.
        0, 0: Because without ReLU the gradients vanish and it does not train.
        0, 0: The friend is right but it will overfit.
        """,
    )
