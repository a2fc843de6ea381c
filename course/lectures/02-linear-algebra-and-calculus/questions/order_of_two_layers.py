from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=4,
    idea="order of a product",
    section="products",
    level="apply",
)
def order_of_two_layers(draw):
    """Matrix products do not commute: as maps they are done one after another, from the right."""
    stretch, axis = draw.integer(2, 4), draw.choice(["horizontal", "vertical"])
    start = (1, 0) if axis == "horizontal" else (0, 1)

    def turned(x, y):
        return -y, x

    def stretched(x, y):
        return (stretch * x, y) if axis == "horizontal" else (x, stretch * y)

    first, second = turned(*stretched(*start)), stretched(*turned(*start))  # RSv and SRv
    return OpenQuestion(
        f"""
        $R$ turns every vector of the plane by 90 degrees to the left. $S$ stretches the plane by {stretch} along the
        **{axis}** axis and leaves the other axis as it is.

        For the vector $v = {start}$, give $RSv$ and $SRv$. In one sentence, say what the result shows about the
        order of factors in a matrix product.
        """,
        model=f"""
        RSv = {first}: stretched first, then turned. SRv = {second}: turned first, so that the stretch no longer
        touches it. The factor next to the vector acts first, so the order matters: RS and SR are different matrices.
        """,
        rubric=[
            Criterion(
                "both results",
                1,
                counts=f"RSv = {first} and SRv = {second}. Half for one of them, or for both exchanged.",
                does_not="A drawing or words without the vectors.",
            ),
            Criterion(
                "order",
                1,
                counts="The right factor acts first, or: swapping the factors is another map (RS is not SR).",
                does_not="That products only exist for some shapes.",
            ),
        ],
        examples=f"""
        1, 1: RSv={first}, SRv={second}. AB is not BA in general
        1, 1: RS: first stretch then rotate gives {first}. SR: first rotate then stretch gives {second}. So the
        matrix closest to v is applied first and changing the order changes the result.
        1, 1: {first} and {second}, matrix multiplication is not comutative
        0.5, 1: RSv = {second}, SRv = {first}, this shows that the order is important
        0.5, 1: RSv = {first}. SRv = {start}. The order matters.
        1, 0: RSv = {first} and SRv = {second}. This shows that both products exist because the matrices are square
        0, 1: The vectors are different, because in a product the right matrix is applied first.
        0, 0: Both give {first}, the order doesnt matter because rotation keeps the length
        0, 0: RSv = SRv as both are linear maps and linear maps can be exchanged.
        0, 0: you need the entries of the matrices to calculate it
        """,
    )
