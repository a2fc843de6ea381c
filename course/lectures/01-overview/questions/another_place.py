from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=4,
    idea="distribution shift",
    section="limits",
    level="transfer",
)
def another_place(draw):
    """Good on new cases of the same kind, bad on cases of another kind: the distribution shifted."""
    what, first, second = draw.choice(
        [
            ("finds cracks in rails", "one metro line, by day", "another line, by night"),
            ("reads meters", "photos of one type of meter", "photos of a newer type"),
            ("hears faults of engines", "engines in a quiet hall", "engines on the road"),
        ]
    )
    good, bad = draw.integer(93, 98), draw.integer(55, 69)
    return OpenQuestion(
        f"""
        A network {what}. It was trained on data from **{first}**. On *new* data from there, which it had never seen, it
        is right in {good}% of cases. On data from **{second}** it is right in {bad}%.

        Did it learn its examples by heart? Justify by one of the numbers. Then say what did happen, and one thing that
        would help.
        """,
        model=f"""
        No: {good}% are on new data, so it generalizes to cases of the same kind. The second data are of another kind
        than those of the training: the distribution has shifted. It would help to train on examples from both.
        """,
        rubric=[
            Criterion(
                "not by heart",
                1,
                counts=f"No, because it is right on new data ({good}%). Half without the reason.",
                does_not="Yes; or that both numbers are above a guess.",
            ),
            Criterion(
                "what happened, and a mend",
                1,
                counts="The new data differ from those of the training, and: collect or make examples of the second "
                "kind, or make the data alike. Half for only one of the two.",
                does_not="A larger network, more steps, or more data of the first kind.",
            ),
        ],
        examples=f"""
        1, 1: no, {good}% was measured on unseen data. The second place has a different distribution, add examples
        from it to the training
        1, 1: It did not overfit because new examples of the same source work ({good}). But the data looks different at
        the other place (domain shift), collect labelled data there.
        1, 1: No, it generalises to unseen cases. The inputs changed, so augment the training data so that it looks like
        the second one
        1, 0.5: No since the {good}% are on new data. The distribution is different.
        0.5, 0.5: no. you have to train on both kinds
        1, 0: no because it works on new examples. It needs more layers for the harder data.
        0, 1: Yes it memorised, that is why {bad}%. The conditions are different so train it with data from both.
        0, 0: Yes, it overfits, the accuracy falls from {good} to {bad}. Use regularization.
        0, 0: No, {bad}% is still better than guessing so it learned something
        0, 0: The test set was too small, with more test data both numbers become equal
        """,
    )
