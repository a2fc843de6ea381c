from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=6,
    outcome="Construct an MLP from stacked neurons.",
    minutes=4,
    idea="why random weights",
    section="stacked-neurons",
    level="recall",
)
def why_random_first_weights(draw):
    """Equal first weights make copies; zero weights block the gradient."""
    hidden = draw.choice([10, 16, 50])
    return OpenQuestion(
        f"""
        A network with {hidden} hidden ReLU neurons is to be trained. Two ways to start are proposed: (A) every weight
        is 0.5, (B) every weight is 0. All biases are 0.

        Say for each of them what happens during training, and why.
        """,
        model="""
        (A) All hidden neurons put out the same and get the same gradient, so they stay copies of each other: the
        network can do no more than with one hidden neuron. (B) The last layer's weights are 0, so no gradient reaches
        the hidden layer, and the hidden outputs are 0, so the last weights get none either. At most the last bias
        moves.
        """,
        rubric=[
            Criterion(
                "all equal",
                1,
                counts="The neurons receive equal gradients and stay equal: as good as one neuron. Half for "
                "'symmetry' without what it means.",
                does_not="That it only trains more slowly, or that 0.5 is too large.",
            ),
            Criterion(
                "all zero",
                1,
                counts="No weight gets a gradient, because a product with 0 hands back 0 (at least one of the two "
                "layers explained). Half for 'nothing moves' without a reason.",
                does_not="That it is the same as (A), or that it trains slowly.",
            ),
        ],
        examples="""
        1, 1: A: all neurons get the same update so they stay identical, like one neuron. B: gradients are all 0 because
        the weights of the second layer are 0 and the activations too
        1, 1: with equal weights the hidden units are copies forever. with zeros the gradient to layer 1 is multiplied
        by w=0 so nothing is learned
        1, 0.5: (A) symmetric neurons, same gradients, so it's a network with 1 hidden neuron. (B) it doesn't move.
        0.5, 1: A has the symmetry problem. In B relu(0)=0 so the output weights get gradient 0 and also the first layer
        since it's times w2 = 0
        0.5, 0: The symmetry is not broken in both cases.
        1, 0: A neurons stay the same. B is the same as A.
        0, 1: in B everything is multiplied with 0, so no gradient. A is fine since 0.5 is not zero
        0, 0.5: A works but slow; B never learns anything
        0, 0: 0.5 is too big, the gradients explode. 0 is better but slow.
        0, 0: Random numbers are needed so that the results are different each time.
        """,
    )
