from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=4,
    idea="second softmax",
    section="cross-entropy",
    level="transfer",
)
def softmax_inside(draw):
    """A second softmax limits how sure the network can be."""
    import math

    classes = draw.choice([4, 10, 20])
    floor = math.log(math.e + classes - 1) - 1
    return OpenQuestion(
        f"""
        A network for {classes} classes ends in a softmax, and is trained with `F.cross_entropy` on its output.
        Training runs,
        but the loss never falls below about {floor:.2f}, even on a handful of pictures that it reads without a mistake.

        Explain what is computed twice, and why the loss cannot come near 0, whatever the weights.
        """,
        model=f"""
        `F.cross_entropy` takes scores and applies a (log-)softmax itself. So there are two softmaxes. The input of
        the second
        are probabilities, between 0 and 1: the best possible ones are 1 for the right class and 0 for the others.
        The second
        softmax makes e / (e + {classes - 1}) of them at most, so that the loss is at least -log of that,
        {floor:.2f}. The
        remedy is to give the loss the scores.
        """,
        rubric=[
            Criterion(
                "two softmaxes",
                1,
                counts="cross_entropy has a softmax inside and wants scores (logits), and here it gets probabilities.",
                does_not="That the loss is wrong for many classes, or that the rate is too small.",
            ),
            Criterion(
                "bounded",
                1,
                counts="The scores of the second softmax lie between 0 and 1, so it can never give a probability "
                "near 1 "
                "(e.g. e/(e + K - 1)). Half for saying that differences become small.",
                does_not="That the gradient vanishes, without why the value is bounded.",
            ),
        ],
        examples=f"""
        1, 1: cross entropy already includes softmax. the second softmax gets values in [0,1], max is e/(e+{
            classes - 1
        }), so
        the loss has a lower bound
        1, 1: Softmax is applied twice. Since its inputs can only differ by 1, the output can never get close to 1
        and -log
        never close to 0.
        1, 1: it expects logits. With probabilities as logits the best case is (1,0,...,0) and softmax of this is
        far from 1
        1, 0.5: The softmax is in the loss already. Softmax of a softmax is flatter.
        1, 0: there is a softmax in the loss as well. It should be removed because it makes training slow.
        0.5, 1: You don't need the softmax. Its output is between 0 and 1 so the softmax in the loss can't be confident.
        0, 1: The numbers which enter the loss are at most 1 apart, so the probability after is bounded below 1
        0, 0.5: the outputs are squashed too much
        0, 0: The learning rate is too small so it's stuck at a local minimum.
        0, 0: It overfits to the handful of pictures.
        0, 0: They should use MSE with softmax.
        """,
    )
