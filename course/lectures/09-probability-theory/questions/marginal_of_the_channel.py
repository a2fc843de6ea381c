from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=2,
    idea="marginal",
    section="joint",
    level="transfer",
)
def marginal_of_the_channel(draw):
    """One axis of three is kept."""
    keep, axes = draw.choice([("c", (0, 1)), ("a", (1, 2)), ("b", (0, 2))])
    place = "abc".index(keep)
    other = {"a": "(0, 1)", "b": "(1, 2)", "c": "(1, 2)"}[keep]
    rest = [axis for axis in range(3) if axis != place]
    return Fragment(
        f"""
        `joint` is a tensor with one axis for each of three variables, p(a, b, c). Return p({keep}), a tensor with
        one axis.
        """,
        """
        def alone(joint):
            return ____
        """,
        f"""
        joint = torch.rand(2, 3, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
        joint = joint / joint.sum()
        print([round(p, 4) for p in alone(joint).tolist()])
        assert alone(joint).shape == ({2 + place},)
        assert torch.allclose(alone(joint), torch.stack([joint.select({place}, k).sum() for k in range({2 + place})]))
        """,
        right(f"joint.sum({axes})", because="The two other axes are summed away; the one that is kept is not named."),
        wrong(
            f"joint.sum({place})", because="This sums the wanted variable away: the joint of the two others is left."
        ),
        wrong(f"joint.sum({other})", because="Another variable is kept than was asked for."),
        wrong("joint.sum()", because="Everything is summed: 1."),
        wrong(f"joint.mean({axes})", because="Probabilities of cases that exclude each other are added, not averaged."),
        rights=[
            f"joint.sum({rest[1]}).sum({rest[0]})",
            f"torch.einsum('abc->{keep}', joint)",
            f"torch.sum(joint, dim={list(axes)})",
        ],
    )
