from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Optional: Understand intuition",
    minutes=2,
    idea="eigenvectors",
    section="eigenvectors-and-svd",
    level="apply",
)
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
        key=f"""
        p, q = np.array([2.0, 1.0]), np.array([-1.0, 3.0])
        basis = np.column_stack([p, q])
        A = basis @ np.diag([{large}, {small}]) @ np.linalg.inv(basis)
        v = p + q
        for _ in range(20):
            v = A @ v
        along = {{name: v @ d / np.linalg.norm(v) / np.linalg.norm(d) for name, d in (("p", p), ("q", q))}}
        if np.linalg.norm(v) < 1:
            print("Nowhere: it shrinks to zero")
        for name, cosine in along.items():
            if cosine > 0.999:
                print(f"Almost exactly along {{name}}")
        """,
    )
