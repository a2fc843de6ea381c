from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=8,
    outcome="Compare MLP with CNN.",
    minutes=2,
    idea="equivariance",
    section="equivariance",
    level="recall",
)
def shifted_map(draw):
    """Equivariant is not invariant."""
    pixels, way = draw.choice([(2, "right"), (3, "right"), (1, "down"), (2, "down")])
    dim = {"right": 3, "down": 2}[way]
    return Choices(
        f"""
        A digit on empty ground is moved {pixels} pixel{"s" if pixels > 1 else ""} {
            "to the right" if way == "right" else "down"
        }, and stays
        far from the border of the picture. What happens to the feature map of a convolution with stride 1, and to the
        **largest** number of that whole map?
        """,
        right(
            "The map moves along; its largest number stays.",
            because="The layer is equivariant to shifts. The maximum over the whole map forgets the place: it is "
            "invariant.",
        ),
        wrong(
            "The map stays; its largest number stays.",
            because="A map that did not move would be invariant. Each output belongs to a place.",
        ),
        wrong(
            "The map moves along; its largest number changes.",
            because="The same sums appear at other places: the set of numbers is the same.",
        ),
        wrong(
            "The map changes in a way that depends on the weights.",
            because="Shared weights make the shift pass through, whatever they are. For an MLP's layer it would be so.",
        ),
        key=f"""
        x = torch.zeros(1, 1, 12, 12)
        x[..., 3:7, 3:7] = torch.rand(4, 4, generator=torch.Generator().manual_seed(0))
        w = torch.randn(1, 1, 3, 3, generator=torch.Generator().manual_seed(1))
        a, b = F.conv2d(x, w), F.conv2d(x.roll({pixels}, dims={dim}), w)
        moved = torch.allclose(a.roll({pixels}, dims={dim}), b) and not torch.allclose(a, b)
        if moved and torch.isclose(a.max(), b.max()):
            print("The map moves along; its largest number stays.")
        """,
    )
