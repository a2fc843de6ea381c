from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(class_=2, outcome="Optional: Understand intuition", minutes=2, idea="eigenvectors")
def power_of_a_matrix(draw):
    """Applied again and again, a matrix turns almost every vector to its strongest eigenvector."""
    large, small = draw.choice([3, 4]), draw.choice([0.5, 0.2])
    return Choices(
        f"""
        A matrix $A$ stretches the direction $p$ by {large} and shrinks the direction $q$ to {small} of its length:
        $Ap = {large}p$ and $Aq = {small}q$. A vector $v = p + q$ is multiplied by $A$ twenty times. Where does the
        result point?
        """,
        right(
            "Almost exactly along $p$",
            because=f"$A^{{20}}v = {large}^{{20}}p + {small}^{{20}}q$: the first part has grown beyond all measure, "
            "the second is gone.",
        ),
        wrong(
            "Halfway between $p$ and $q$",
            because="It starts there. But each product stretches one part and shrinks the other.",
        ),
        wrong(
            "Almost exactly along $q$",
            because="The part along $q$ shrinks at every step; it is the part along $p$ that survives.",
        ),
        wrong(
            "Nowhere: it shrinks to zero",
            because=f"Only the part along $q$ does. The part along $p$ is {large} times as long after every step.",
        ),
    )
