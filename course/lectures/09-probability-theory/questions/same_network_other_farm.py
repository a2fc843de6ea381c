from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=9,
    outcome="Recognize the behavior of common distributions",
    minutes=4,
    idea="sigmoid as a posterior",
    section="score",
    level="transfer",
)
def same_network_other_farm(draw):
    """A changed prior changes the bias, not the weight."""
    weight, before, after = draw.choice(
        [(3, "1 in 50", "1 in 5"), (2, "1 in 100", "1 in 10"), (4, "1 in 2", "1 in 20")]
    )
    up = before != "1 in 2"
    return OpenQuestion(
        f"""
        A neuron answers $p(\\text{{rotten}} \\mid s) = \\operatorname{{sigmoid}}({weight} s + b)$ and was trained
        where {before} fruits were
        rotten. It is moved to a farm where {after} are rotten; rotten and good fruit look as before.

        Which of the two numbers, {weight} and $b$, must change, in which direction, and why not the other? Say
        what each stands for in Bayes' rule.
        """,
        model=f"""
        Only b: it {"rises" if up else "falls"}. In the log odds, Bayes' rule adds the log odds of the prior to the
        log ratio of the two likelihoods. The prior stands in b
        alone, and rotten fruit has become {"more" if up else "less"} frequent. The weight comes from the two
        densities of the score, which are as before.
        """,
        rubric=[
            Criterion(
                "what changes",
                1,
                counts=f"b {'rises' if up else 'falls'}, the weight stays. Half if the direction is missing or wrong.",
                does_not="That the neuron must be trained again.",
            ),
            Criterion(
                "why",
                1,
                counts="b holds the prior (log odds), the weight comes from the likelihoods (the bells of the "
                "scores), which stay. Half for one of the two.",
                does_not="'Because the data changed'.",
            ),
        ],
        examples=f"""
        1, 1: b goes {"up" if up else "down"}, since it contains log prior odds. {weight} comes from the
        likelihoods p(s|r), same as before.
        1, 1: only the bias, {"increase" if up else "decrease"} it by the difference of log odds of priors; the
        weight depends on the distance of the two gaussians
        1, 1: log odds = log prior odds + log likelihood ratio. First is in b -> {"larger" if up else "smaller"}.
        The second gives the slope, unchanged.
        1, 0.5: b must {"increase" if up else "decrease"} because the prior is in it. The other one doesnt change.
        1, 0: b becomes {"larger" if up else "smaller"} and the weight stays the same because the threshold moves.
        0.5, 1: b changes because it is the prior, the weight is from the likelihoods, which do not change.
        0.5, 0.5: Only b because it has the prior inside.
        0, 0.5: Both change, b because of the prior and the weight because the scores are different now.
        0, 0: It has to be trained again on the new farm because the data distribution is different.
        0, 0: The weight, since rotten fruits are more important there.
        0, 0: None, Bayes rule is the same everywhere.
        """,
    )
