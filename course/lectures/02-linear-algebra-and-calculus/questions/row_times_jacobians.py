from chainrule.campus.questions import Program, predict_output, wrong


@predict_output(
    class_=2,
    outcome="Compute partial derivatives and apply the chain rule",
    minutes=2,
    idea="product of Jacobians",
    section="chain-rule",
    level="apply",
)
def row_times_jacobians(draw):
    """From the loss back to the input: a row times one Jacobian after another."""
    a, b, c = draw.sample([1, 2, 3, 4, 5], 3)
    factor = draw.choice([2, 3, 10])
    back = [factor * a, factor * b + c * factor]
    row = f"[{back[0]}, {back[1]}]"
    return Program(
        f"""
        # y = J1 x, then z = J2 y, then L = {factor} * z
        J1 = np.array([[{a}, {b}],
                       [0, {c}]])
        J2 = np.array([[1, 1]])
        row = {factor} * np.array([1])      # dL/dz
        row = row @ J2                # dL/dy
        print((row @ J1).tolist())    # dL/dx
        """,
        wrong(
            f"[{factor * (a + b)}, {factor * c}]",
            because="This adds along the rows of `J1`. A row times a matrix adds along its *columns*.",
        ),
        wrong(
            f"[{a}, {b + c}]",
            because=f"The upstream factor is missing: L is {factor} times z.",
        ),
        wrong(
            f"{sum(back)}",
            because="The loss is one number, and the gradient has an entry for each entry of x.",
        ),
        because=f"dL/dy is [{factor}, {factor}]. Times the columns of J1: {factor} · {a} + {factor} · 0 and "
        f"{factor} · {b} + {factor} · {c}, that is {row}.",
    )
