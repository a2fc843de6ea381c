from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=3,
    idea="overflow",
    section="activation-functions",
    level="transfer",
)
def power_that_stays_small(draw):
    """The exponent of e is kept at or below zero."""
    large = draw.choice([800.0, 1000.0, 2000.0])
    rate = draw.choice([0.5, 1.0, 1.5, 2.0, 3.0])
    return Fragment(
        f"""
        `elu` is $z$ above zero and ${rate:g}\\,(e^z - 1)$ elsewhere. `np.where` computes *both* of its branches for all
        numbers, and chooses afterwards. As it is called, a power of $e$ that is too large for a float is an error.
        """,
        f"""
        def elu(z):
            below = {rate} * (np.exp(____) - 1)
            return np.where(z > 0, z, below)
        """,
        f"""
        with np.errstate(over="raise"):
            print(elu(np.array([-{large}, -2.0, -0.5, 0.0, 0.5, 3.0, {large}])).round(8).tolist())
        """,
        right(
            "np.minimum(z, 0)",
            because="Below zero it is z. Above it is 0, where the branch is not taken, and so no power grows.",
        ),
        wrong("z", because=f"The formula as it stands computes e to the {large:g}, although the result is not used."),
        wrong("-np.abs(z) - 1", because="No power grows, but below zero the exponent is z itself, without the 1."),
        wrong("np.maximum(z, 0)", because="This keeps the wrong side: the exponent must be z where z is negative."),
        wrong("np.abs(z)", because="The exponent is positive for every z: the power is too large on both sides."),
        rights=["-np.abs(z)", "np.clip(z, None, 0)", "np.where(z < 0, z, 0)", "-np.maximum(-z, 0)"],
    )
