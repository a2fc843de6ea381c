from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=9,
    outcome="Describe random variables",
    minutes=3,
    idea="area",
    section="density",
    level="apply",
)
def rectangles_below_a_curve(draw):
    """Probability of a range: heights times width."""
    low, high = draw.choice([(0.0, 2.0), (-1.0, 1.0), (1.0, 4.0)])
    pieces = draw.choice([1000, 2000, 4000])
    return Fragment(
        """
        `density` is the density of a continuous variable and takes an array. Return P(low ≤ x ≤ high),
        approximated by rectangles whose heights are the
        densities in the middles of the pieces.
        """,
        f"""
        def probability(density, low, high, pieces={pieces}):
            width = (high - low) / pieces
            middles = low + width * (np.arange(pieces) + 0.5)
            return ____
        """,
        f"""
        bell = lambda x: np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi)
        print(round(float(probability(bell, {low}, {high})), 4))
        exact = 0.5 * (math.erf({high} / 2**0.5) - math.erf({low} / 2**0.5))
        assert abs(probability(bell, {low}, {high}) - exact) < 1e-5
        assert abs(probability(lambda x: 2 * x, 0.0, 1.0, 7) - 1) < 1e-9
        """,
        right("density(middles).sum() * width", because="Each rectangle has the area height times width."),
        wrong("density(middles).sum()", because="These are heights alone: with twice the pieces the sum doubles."),
        wrong("density(middles).mean()", because="The mean height is the area only where the range is 1 wide."),
        wrong(
            "density(high) - density(low)",
            because="This would be right for the distribution function, not for the density.",
        ),
        wrong(
            "density(width).sum() * middles",
            because="The density is taken at the places; the width is the other factor.",
        ),
        rights=[
            "np.sum(density(middles) * width)",
            "density(middles).mean() * (high - low)",
            "width * sum(density(m) for m in middles)",
        ],
    )
