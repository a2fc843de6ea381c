from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=3,
    idea="sizes that fit",
    section="stacked-neurons",
    level="apply",
)
def layer_that_feeds_the_next(draw):
    """Each layer has as many inputs as the one before has neurons."""
    inputs, sizes = draw.choice([(2, [5, 3, 1]), (3, [4, 6, 2]), (4, [8, 2, 1])])
    return Fragment(
        f"""
        `build(inputs, sizes)` makes the matrices of an MLP, one for each layer, with a row for each of its neurons.
        `sizes` are the numbers of neurons, as in `build({inputs}, {sizes})`. Write the statement that is missing.
        """,
        """
        def build(inputs, sizes):
            rng = np.random.default_rng(0)
            matrices = []
            for size in sizes:
                matrices.append(rng.uniform(-1, 1, (size, inputs)))
                ____
            return matrices
        """,
        f"""
        print([W.shape for W in build({inputs}, {sizes})], [W.shape for W in build(7, [9])])
        """,
        right("inputs = size", because="What this layer puts out is what the next one looks at."),
        wrong("size = inputs", because="`size` is set anew by the loop. It is `inputs` that the next layer needs."),
        wrong("inputs += size", because="A layer sees the neurons before it alone, not everything that came earlier."),
        wrong("inputs = sizes[0]", because="That fits the second layer only. The third has another layer before it."),
        wrong("inputs = len(matrices)", because="That is the number of layers so far, not of neurons."),
        rights=["inputs = matrices[-1].shape[0]", "inputs = len(matrices[-1])", "inputs = sizes[len(matrices) - 1]"],
    )
