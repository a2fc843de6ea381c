from chainrule.campus.questions import find_error, from_mutant

# For each mutant: what is seen, why the line of the solution mends it, and other slips of the same function.
SLIPS = {
    "leaky_by_default": (
        "For the slope 0.01 it is right. For {slope} its values and its gradients below zero are too small.",
        "The slope below zero is the one that was asked for.",
        ["leaky_is_dry", "leaky_passes", "leaky_blocks"],
    ),
    "leaky_passes": (
        "Its values are right. At $z = {z}$, with the slope {slope} and the upstream gradient 3, it hands on 3, and "
        "nudging says {nudged:g}.",
        "The upstream gradient is multiplied by the slope on the side where z lies.",
        ["leaky_blocks", "leaky_is_dry", "leaky_by_default"],
    ),
    "leaky_blocks": (
        "Its values are right. At $z = {z}$, with the slope {slope} and the upstream gradient 3, it hands on 0, and "
        "nudging says {nudged:g}.",
        "Below zero a leaky ReLU has the small slope, and this is what keeps it from dying.",
        ["leaky_passes", "leaky_is_dry", "leaky_by_default"],
    ),
    "leaky_is_dry": (
        "At $z = {z}$, with the slope {slope}, its value is 0, and no gradient flows back.",
        "Below zero the rate is the small slope. With 0 it is a plain ReLU.",
        ["leaky_by_default", "leaky_passes", "leaky_blocks"],
    ),
}


@find_error(
    class_=5,
    outcome="Implement **activation functions**",
    minutes=3,
    idea="leaky ReLU",
    section="saturation",
    level="diagnose",
)
def leak_that_is_missing(draw):
    """A leaky ReLU with a slip: value or gradient below zero, or both."""
    mutant = draw.choice(list(SLIPS))
    slope, z = draw.choice([0.1, 0.2, 0.5]), draw.choice([-1, -2, -4])
    seen, why, others = SLIPS[mutant]
    return from_mutant(
        __file__,
        mutant,
        stem=f"""
        A leaky ReLU as one node. The lambda gets the upstream gradient `g`, and gives what is handed on to `z`.
        {seen.format(slope=slope, z=z, nudged=3 * slope)}
        """,
        test="""
        for slope in (0.01, 0.1, 0.2, 0.5):
            z = Tensor([-4.0, -2.0, -1.0, 0.0, 1.5], requires_grad=True)
            y = leaky_relu(z, slope)
            y.backward(np.full(5, 3.0))
            assert np.allclose(y.data, np.where(z.data > 0, 1.0, slope) * z.data)
            assert np.allclose(z.grad, 3.0 * np.where(z.data > 0, 1.0, slope))
        """,
        because=why,
        others=others,
    )
