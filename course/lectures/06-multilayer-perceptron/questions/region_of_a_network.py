from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=3,
    idea="regions of a ReLU network",
    section="stacked-neurons",
    level="transfer",
)
def region_of_a_network(draw):
    """Within a region the network is one weighted sum of the neurons that are on."""
    p, q, c = draw.choice([(1, 2, 3), (2, 1, 4), (1, 3, 5)])
    return Choices(
        f"""
        A network has two hidden neurons, $a_1 = \\operatorname{{relu}}(x_1 - {p})$ and
        $a_2 = \\operatorname{{relu}}(x_2 - {q})$, and the score $f = {c} - a_1 - a_2$. Which is its border $f = 0$ in
        the part of the plane where $x_1$ is below {p}?
        """,
        right(
            f"the line $x_2 = {q + c}$",
            because=f"There the first neuron is off. What is left is {c} - (x₂ - {q}), which is zero at {q + c}.",
        ),
        wrong(
            f"the line $x_1 + x_2 = {p + q + c}$",
            because="That is the border where both neurons are on.",
        ),
        wrong(
            f"the line $x_2 = {q}$",
            because="That is the line of the second hidden neuron, where it is switched. The border is where f is 0.",
        ),
        wrong(
            "there is none: a neuron that is off gives no border",
            because="The first neuron is off, but the second one is on for a large x₂, and can bring f down to zero.",
        ),
        key=f"""
        def relu(z):
            return 0 if z <= 0 else z

        def f(x1, x2):
            return {c} - relu(x1 - {p}) - relu(x2 - {q})

        found = [x2 for x2 in range(-20, 21) if f({p} - 1, x2) == 0 and f({p} - 7, x2) == 0]
        print(f"the line x_2 = {{found[0]}}" if found else "there is none: a neuron that is off gives no border")
        """,
    )
