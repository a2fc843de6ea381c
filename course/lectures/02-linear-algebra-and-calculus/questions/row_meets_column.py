from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=2,
    idea="broadcasting",
    section="tensors",
    level="recall",
)
def row_meets_column(draw):
    """Broadcasting compares shapes from the right: equal, or one of them is 1."""
    rows, columns = draw.sample([2, 3, 4, 5, 6], 2)
    fits = draw.choice([True, True, False])
    left, right = draw.choice(
        [(f"({rows}, 1)", f"({columns},)"), (f"({rows}, {columns})", f"({columns},)")]
        if fits
        else [(f"({rows}, {columns})", f"({rows},)"), (f"({rows}, {columns})", f"({columns}, {rows})")]
    )
    return Program(
        f"""
        a = np.ones({left})
        b = np.ones({right})
        print((a + b).shape)
        """,
        *(
            [
                wrong(
                    "ValueError",
                    because="From the right, each pair of sizes is equal, or one is 1, or one is missing: that fits.",
                )
            ]
            if fits
            else [
                wrong(
                    f"({rows}, {columns})",
                    because="Sizes are compared from the right, and a missing size is added on the left. Here the "
                    "last sizes differ.",
                )
            ]
        ),
        because=f"From the right the sizes fit, and a size of 1 or a missing one is stretched: ({rows}, {columns})."
        if fits
        else "Shapes are compared from the right. The last sizes differ and neither is 1, so NumPy raises a "
        "ValueError.",
        raises="" if fits else "ValueError",
    )
