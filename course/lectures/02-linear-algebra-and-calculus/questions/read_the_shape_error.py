from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=2,
    idea="shape errors",
    section="products",
    level="diagnose",
)
def read_the_shape_error(draw):
    """The message names the inner sizes; which mend is right depends on what the axes mean."""
    rides, features, other = draw.sample([3, 4, 5, 6, 7, 8], 3)
    return Choices(
        rf"""
        `X` has the shape `({rides}, {features})`: a row per ride. `W` has the shape `({other}, {features})`: a row per
        price list. `X @ W` stops with

        ```text
        ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature
        (n?,k),(k,m?)->(n?,m?) (size {other} is different from {features})
        ```

        Wanted is the price of every ride by every list, a row per ride. What is wrong, and what mends it?
        """,
        right(
            f"The columns of `X`, {features}, must be as many as the rows of the second matrix: use `W.T`.",
            because=f"k is the inner size. ({rides}, {features}) @ ({features}, {other}) gives ({rides}, {other}).",
        ),
        wrong(
            f"`X` and `W` must have as many rows as each other: add rows of zeros to one of them, up to "
            f"{max(rides, other)}.",
            because="The numbers of rows are the outer sizes, which are free. Rows of zeros would be rides or lists "
            "that nobody has.",
        ),
        wrong(
            "`@` is for square matrices: use `X * W`.",
            because="`@` takes any matrices whose inner sizes agree. `*` would multiply entry by entry, and these "
            "shapes do not fit for that either.",
        ),
        wrong(
            f"`X` must be turned, so that {features} meets {features}: use `X.T @ W`.",
            because=f"The inner sizes would then be {rides} and {other}, which differ. It is the second matrix whose "
            "rows are to become columns.",
        ),
        key=f"""
        X, W = np.ones(({rides}, {features})), np.ones(({other}, {features}))
        mends = {{"W.T": lambda: X @ W.T, "X * W": lambda: X * W, "X.T @ W": lambda: X.T @ W}}
        for name, mend in mends.items():
            try:
                fits = mend().shape == ({rides}, {other})
            except ValueError:
                continue
            if fits:
                print("The columns of X, {features}, must be as many as the rows of the second matrix:", end=" ")
                print(f"use {{name}}.")
        """,
    )
