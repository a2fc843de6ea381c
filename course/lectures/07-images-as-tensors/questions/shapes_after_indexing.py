from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=7,
    outcome="Understand image representations",
    minutes=2,
    idea="axes",
    section="shapes",
    level="recall",
)
def shapes_after_indexing(draw):
    """An index removes its axis, a slice keeps it, a mean removes what it goes over."""
    n, c = draw.choice([8, 16, 32]), draw.choice([1, 3])
    h, w = draw.choice([(20, 30), (12, 20), (10, 16), (30, 40)])
    return Program(
        f"""
        images = torch.zeros({n}, {c}, {h}, {w})
        print(tuple(images[2].shape))
        print(tuple(images[2:3].mean(dim=(2, 3)).shape))
        print(tuple(images.flatten(1).shape))
        """,
        wrong(
            f"({c}, {h}, {w})\n({c},)\n({n}, {c * h * w})",
            because="A slice keeps its axis, with length 1: the second shape is (1, channels).",
        ),
        wrong(
            f"(1, {c}, {h}, {w})\n(1, {c})\n({n}, {c * h * w})",
            because="A single index removes its axis: one picture has three.",
        ),
        wrong(
            f"({c}, {h}, {w})\n(1, {c})\n({n * c * h * w},)",
            because="`flatten(1)` begins at axis 1: the pictures stay apart.",
        ),
        because="The index 2 takes axis 0 away; 2:3 keeps it. The mean removes height and width. `flatten(1)` joins "
        "all axes "
        "but the first.",
    )
