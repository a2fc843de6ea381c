from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=7,
    outcome="Train an MLP on MNIST",
    minutes=4,
    idea="cross-entropy",
    section="cross-entropy",
    level="recall",
)
def why_not_accuracy(draw):
    """Why a loss is needed beside the accuracy."""
    right, less = draw.choice([("0.95", "0.51"), ("0.99", "0.40"), ("0.90", "0.35")])
    return OpenQuestion(
        f"""
        A student asks: "I want a high accuracy. Why do I train with cross-entropy, and not with the accuracy
        itself?" As an
        example, one network gives the right class of a picture the probability {right}, another one {less}, each
        more than
        to any other class.

        Answer with (1) what gradient descent would get from the accuracy, and (2) what cross-entropy says about the two
        networks that the accuracy does not.
        """,
        model=f"""
        The accuracy depends only on which score is largest. A small change of a weight changes no ranking, so the
        accuracy
        does not change and its gradient is 0 almost everywhere: descent would stand still. Cross-entropy is -log of the
        probability of the right class. It is smooth, and it is smaller for {right} than for {less}, though both
        count as
        right: it still says that the second can become surer.
        """,
        rubric=[
            Criterion(
                "no gradient",
                1,
                counts="The accuracy is piecewise constant: its derivative is 0 (or undefined at jumps), no direction.",
                does_not="That accuracy is not a number, is slow to compute, or overfits.",
            ),
            Criterion(
                "confidence",
                1,
                counts="Both are right and count the same; cross-entropy is lower for the surer one. Half for "
                "saying that "
                "it uses the probabilities, without the comparison.",
                does_not="That the second network is wrong.",
            ),
        ],
        examples=f"""
        1, 1: accuracy only jumps when the argmax changes so its gradient is zero nearly everywhere. Both networks are
        correct, but -log({right}) < -log({less}), so CE prefers the more confident one
        1, 1: The accuracy is a step function of the weights, gradient 0, nothing would be learned. Cross entropy
        distinguishes {right} from {less} (lower loss for the first) while accuracy is 1 for both.
        1, 1: not differentiable / flat. CE depends on the probability of the true class, smaller loss for the first net
        even though accuracy is equal
        1, 0.5: With accuracy the slope is zero. Cross-entropy works with the probabilities.
        1, 0: a tiny change in w does not change accuracy so there is no gradient. The second one is wrong because it is
        under the threshold.
        0.5, 1: Accuracy can't be differentiated. The loss of the first is lower than of the second though both are
        right.
        0, 1: accuracy says both are equally good, cross entropy is lower for the first one since it is surer
        0, 0.5: cross-entropy looks at how probable the class is.
        0, 0: Accuracy would overfit, cross-entropy is a regularization.
        0, 0: Because accuracy is a percentage and the loss must go to zero.
        0, 0: Cross-entropy is always used for classification and MSE for regression.
        """,
    )
