from chainrule.campus.questions import Faulty, find_error, right_edit, wrong_edit


@find_error(
    class_=7,
    outcome="Understand image representations",
    minutes=3,
    idea="normalizing",
    section="normalizing",
    level="diagnose",
)
def mean_along_the_wrong_axis(draw):
    """A mean of shape (C,) lines up with the width, silently where both have the same length."""
    size = draw.choice([3, 4])
    name = draw.choice(["x", "images", "batch"])
    return Faulty(
        f"""
        Pictures of shape (N, {size}, H, {size}) are to be normalized so that each **channel** has mean 0 and
        deviation 1 over
        the batch. The function runs on them, but the channels do not come out right. Pictures of another width end
        in an
        error.
        """,
        f"""
        def normalize({name}):
            mean = {name}.mean(dim=(0, 2, 3))
            std = {name}.std(dim=(0, 2, 3), correction=0)
            {name} = {name} - mean
            return {name} / std[:, None, None]
        """,
        f"""
        for width in ({size}, 9):
            draws = torch.rand(5, {size}, 6, width, generator=torch.Generator().manual_seed(0))
            draws = draws * torch.arange(1.0, {size} + 1)[:, None, None]
            made = normalize(draws)
            assert torch.allclose(made.mean(dim=(0, 2, 3)), torch.zeros({size}), atol=1e-5)
            assert torch.allclose(made.std(dim=(0, 2, 3), correction=0), torch.ones({size}), atol=1e-5)
        """,
        right_edit(
            f"{name} = {name} - mean",
            f"{name} = {name} - mean[:, None, None]",
            because=f"Shapes are lined up from the right: ({size},) meets the width. ({size}, 1, 1) meets the "
            f"channels.",
        ),
        wrong_edit(
            f"mean = {name}.mean(dim=(0, 2, 3))",
            f"mean = {name}.mean(dim=(0, 1, 2))",
            because="Now it is a mean for each column, which does line up with the width: no channel gets mean 0.",
        ),
        wrong_edit(
            f"return {name} / std[:, None, None]",
            f"return {name} / std",
            because="Then the deviations, too, are lined up with the width.",
        ),
        wrong_edit(
            f"{name} = {name} - mean",
            f"{name} = {name} - mean[None, :]",
            because=f"(1, {size}) is still lined up from the right: the {size} meet the width.",
        ),
    )
