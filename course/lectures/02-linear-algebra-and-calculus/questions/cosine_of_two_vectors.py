from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=2,
    outcome="Apply norms and inner products.",
    minutes=3,
    idea="cosine",
    section="inner-products",
    level="recall",
)
def cosine_of_two_vectors(draw):
    """The cosine of the angle: the inner product over the product of the norms."""
    a, b = draw.choice([("u", "v"), ("p", "q"), ("x", "y")])
    return Fragment(
        f"""
        Cosine similarity: the cosine of the angle between two vectors, $\\dfrac{{{a} \\cdot {b}}}{{\\lVert {a}
        \\rVert_2 \\lVert {b} \\rVert_2}}$.
        """,
        f"""
        def cosine({a}, {b}):
            return ____

        print(cosine(np.array([3.0, 4.0]), np.array([4.0, 3.0])))
        """,
        """
        numbers = np.random.default_rng(7)
        for size in (2, 3, 10):
            one, other = numbers.normal(size=size), numbers.normal(size=size)
            print(cosine(one, other), cosine(one, one), cosine(one, -5 * one))
        """,
        right(
            f"{a} @ {b} / (np.linalg.norm({a}) * np.linalg.norm({b}))",
            because="One number: the inner product, divided by both lengths. It is 1 for two vectors of one direction.",
        ),
        wrong(f"{a} @ {b}", because="This grows with the lengths. A cosine lies between -1 and 1."),
        wrong(
            f"{a} @ {b} / np.linalg.norm({a}) * np.linalg.norm({b})",
            because="Division and multiplication are done from left to right: this *multiplies* by the second norm.",
        ),
        wrong(
            f"{a} * {b} / (np.linalg.norm({a}) * np.linalg.norm({b}))",
            because="`*` gives a vector of products. The inner product is their sum.",
        ),
        wrong(
            f"{a} @ {b} / (({a} @ {a}) * ({b} @ {b}))",
            because=f"{a} @ {a} is the *square* of the norm: a root is missing.",
        ),
        rights=[
            f"np.dot({a}, {b}) / (np.linalg.norm({a}) * np.linalg.norm({b}))",
            f"{a} @ {b} / np.linalg.norm({a}) / np.linalg.norm({b})",
            f"np.sum({a} * {b}) / np.sqrt(np.sum({a}**2) * np.sum({b}**2))",
            f"({a} / np.linalg.norm({a})) @ ({b} / np.linalg.norm({b}))",
            f"({a} @ {b}) / (math.sqrt({a} @ {a}) * math.sqrt({b} @ {b}))",
        ],
    )
