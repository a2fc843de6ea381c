from itertools import permutations

from chainrule.campus.questions import Program, predict_output, wrong

# First rows of A and B with which the three products that one can take are three numbers.
ROWS = [
    (a, b, e, f)
    for a, b in permutations(range(1, 6), 2)
    for e, f in permutations(range(1, 4), 2)
    if len({b * f, a * f + b * e, a * e + b * f}) == 3
]


@predict_output(
    class_=2,
    outcome="Work with vectors, matrices, and tensors",
    minutes=2,
    idea="elementwise and matrix product",
    section="products",
    level="recall",
)
def star_is_not_at(draw):
    """`*` multiplies entry by entry; `@` is the matrix product."""
    a, b, e, f = draw.choice(ROWS)
    c, d = draw.sample([1, 2, 3, 4, 5], 2)
    star, at = b * f, a * f + b * e
    return Program(
        f"""
        A = np.array([[{a}, {b}],
                      [{c}, {d}]])
        B = np.array([[{e}, {f}],
                      [{f}, {e}]])
        print((A * B)[0, 1], (A @ B)[0, 1])
        """,
        wrong(f"{at} {star}", because="The two are exchanged: `*` works entry by entry, `@` is the matrix product."),
        wrong(
            f"{at} {at}", because="In NumPy `*` is not the matrix product: it multiplies the entries in the same place."
        ),
        wrong(
            f"{star} {a * e + b * f}",
            because="Index [0, 1] is the first row and the second column. This took the first column of B.",
        ),
        because=f"Entry by entry: {b} · {f} = {star}. The matrix product takes the first row of A with the second "
        f"column of B: {a} · {f} + {b} · {e} = {at}.",
    )
