import math

from chainrule.campus.questions import find_error, from_mutant, wrong_edit


@find_error(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=3,
    idea="logistic loss in code",
    section="loss",
    level="diagnose",
)
def loss_with_one_wrong_line(draw):
    """The logistic loss with one wrong line, told from what it gives for two points."""
    mutant = draw.choice(["labels_as_signs", "loss_turned", "loss_summed"])
    score, count = draw.choice([2.0, 3.0, 4.0]), draw.choice([4, 10])
    good = math.log(1 + math.exp(-score))
    seen, why = {
        "labels_as_signs": (
            f"A point with the label 1 and the score {score:g} costs {good:.3f}, as it should. A point with the label "
            f"0 costs {math.log(2):.3f}, whatever its score, and hands no gradient back.",
            "The labels 0 and 1 become the signs -1 and 1. With the sign 0 the score plays no part.",
        ),
        "loss_turned": (
            f"A point with the label 1 and the score {score:g} costs {score + good:.3f}. In training the loss falls, "
            "and in the end nearly every answer is wrong.",
            "A score on the side of its label must cost little, so it stands with a minus in the exponent.",
        ),
        "loss_summed": (
            f"One point with the label 1 and the score {score:g} costs {good:.3f}, which is right. {count} points that "
            f"are all like it cost {count * good:.3f}.",
            "The loss is a mean over the points. A sum grows with their number, and so does its gradient.",
        ),
    }[mutant]
    others = [name for name in ("labels_as_signs", "loss_turned", "loss_summed") if name != mutant]
    return from_mutant(
        __file__,
        mutant,
        *own_edits(mutant),
        stem=f"""
        The logistic loss of the lab. `softplus(z)` is $\\ln(1 + e^z)$, computed with care; the labels are 0 or 1.
        {seen}
        """,
        test="""
        import numpy
        for scores, labels in [([2.0], [1]), ([2.0, -1.0, 0.5], [1, 0, 0]), ([3.0] * 10, [1] * 10), ([-4.0], [0])]:
            f = Tensor(scores, requires_grad=True)
            loss = logistic_loss(f, labels)
            loss.backward()
            signs = 2 * numpy.array(labels) - 1
            assert abs(loss.item() - numpy.log(1 + numpy.exp(-signs * f.data)).mean()) < 1e-9
            assert numpy.allclose(f.grad, (1 / (1 + numpy.exp(-f.data)) - labels) / len(labels))
        """,
        because=why,
        others=others,
    )


def own_edits(mutant):
    """One more change of a line that is right, and one of the line at fault."""
    signs = "signs = as_tensor(2.0 * picked - 1.0)"
    if mutant == "labels_as_signs":
        return [
            wrong_edit(
                "signs = as_tensor(1.0 * picked)",
                "signs = as_tensor(1.0 - 2.0 * picked)",
                because="These signs are turned: the label 1 would get -1.",
            )
        ]
    return [
        wrong_edit(
            signs,
            "signs = as_tensor(1.0 - 2.0 * picked)" if mutant == "loss_summed" else "signs = as_tensor(picked + 1.0)",
            because="This line was right: 0 becomes -1, and 1 stays 1.",
        )
    ]
