from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Optional: Understand intuition",
    minutes=2,
    idea="singular values",
    section="eigenvectors-and-svd",
    level="recall",
)
def direction_that_was_lost(draw):
    """A singular value of 0 is a direction that the matrix forgets."""
    large, small = draw.choice([(4, 2), (5, 3), (9, 1)])
    return Choices(
        rf"""
        The singular values of a $3 \times 3$ matrix $A$ are {large}, {small} and 0. Which statement is true?
        """,
        right(
            "Two different vectors can have the same image under $A$.",
            because="The direction with the singular value 0 is squeezed to nothing. Vectors that differ by a piece of "
            "it go to the same place, so nothing can undo $A$.",
        ),
        wrong(
            "$A$ is the zero matrix in disguise, because their product is 0.",
            because="Their product is the size of the determinant, and it is 0. But two directions are still stretched "
            f"by {large} and {small}.",
        ),
        wrong(
            f"$A$ makes every vector {large} times as long.",
            because=f"{large} is the *largest* stretch, in one direction. In the others it is less.",
        ),
        wrong(
            "$A$ is a turn of the space about one axis.",
            because="A turn keeps all lengths: its singular values are all 1.",
        ),
        key=f"""
        turns = [np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0] for seed in (0, 1)]
        A = turns[0] @ np.diag([{large}.0, {small}.0, 0.0]) @ turns[1].T
        lost, v = turns[1][:, 2], np.array([1.0, 2.0, 3.0])
        if np.allclose(A @ v, A @ (v + lost)):
            print("Two different vectors can have the same image under A.")
        if np.allclose(A, 0):
            print("zero")
        """,
    )
