from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3,
    outcome="Perform forward and backward passes.",
    minutes=2,
    idea="routing of gradients",
    section="forward-and-backward",
    level="recall",
)
def sum_copies_product_swaps(draw):
    """What sums and products do with the upstream gradient."""
    u, a, b = draw.choice([-3, -2, 4]), draw.choice([2, 5]), draw.choice([3, 7])
    c = draw.choice([10, 100])
    return Choices(
        f"""
        Inside a large network, $s = p + q$ with $p = {a} \\cdot h$ and $q = {c}$ ($h$ is computed before, and is {b}
        in this pass). The backward pass has just found $\\mathrm{{d}}L/\\mathrm{{d}}s = {u}$. Which gradients do
        $q$ and $h$ receive over these arrows?
        """,
        right(
            f"$q$ receives ${u}$, $h$ receives ${u * a}$",
            because="A sum hands its gradient on unchanged to both. The product hands $h$ the other factor times "
            f"it: ${u} \\cdot {a}$.",
        ),
        wrong(
            f"$q$ receives ${u * c}$, $h$ receives ${u * a}$",
            because=f"A sum does not look at the values: that $q$ is {c} plays no part.",
        ),
        wrong(
            f"$q$ receives ${u}$, $h$ receives ${u * b}$",
            because=f"That is what the factor {a} would receive. A product hands each input the *other* value.",
        ),
        wrong(
            f"$q$ receives ${u / 2:g}$, $h$ receives ${u * a / 2:g}$",
            because="A gradient is not shared out. Each input can move $s$ on its own, at the full rate.",
        ),
        key=f"""
        h = torch.tensor({b}.0, requires_grad=True)
        q = torch.tensor({c}.0, requires_grad=True)
        ({a} * h + q).backward(torch.tensor({u}.0))
        print(f"q receives {{q.grad.item():g}}, h receives {{h.grad.item():g}}")
        """,
    )
