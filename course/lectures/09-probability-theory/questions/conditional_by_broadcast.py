from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=3,
    idea="conditional",
    section="joint",
    level="diagnose",
)
def conditional_by_broadcast(draw):
    """Dividing rows by a sum that lies along columns."""
    n = draw.integer(3, 5)
    x, y = draw.choice([("weather", "delay"), ("word", "next word"), ("age", "product")])
    return Faulty(
        f"""
        `joint` is a ({n}, {n}) tensor: rows are the {x}, columns the {y}. The function is to return p({y} | {x}),
        one distribution per
        row. It runs, but the rows do not sum to 1.
        """,
        """
        def conditional(joint):
            total = joint.sum()
            probs = joint / total
            row_sums = probs.sum(1)
            return probs / row_sums
        """,
        f"""
        joint = torch.rand({n}, {n}, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
        found = conditional(joint)
        assert torch.allclose(found.sum(1), torch.ones({n}, dtype=torch.float64))
        assert torch.allclose(found, joint / joint.sum(1, keepdim=True))
        """,
        right_edit(
            "row_sums = probs.sum(1)",
            "row_sums = probs.sum(1, keepdim=True)",
            because=f"({n}, {n}) / ({n}, 1) divides every row by its own sum. Without the kept axis the sums lie "
            "along the columns.",
        ),
        wrong_edit(
            "row_sums = probs.sum(1)",
            "row_sums = probs.sum(0)",
            because=f"These are sums of columns: what comes out is p({x} | {y}), with columns that sum to 1.",
        ),
        wrong_edit(
            "row_sums = probs.sum(1)",
            "row_sums = probs.sum(0, keepdim=True)",
            because="The axis is kept, but it is the other one that has to be summed over.",
        ),
        wrong_edit(
            "total = joint.sum()", "total = joint.sum(1)", because="The rows would be mixed up one line earlier."
        ),
        wrong_edit(
            "return probs / row_sums",
            "return probs / probs.sum()",
            because="That divides by 1: the joint comes back.",
        ),
    )
