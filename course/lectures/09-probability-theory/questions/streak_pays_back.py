from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=9,
    outcome="Compute expectation, variance, and covariance.",
    minutes=3,
    idea="running mean",
    section="expectation",
    level="transfer",
)
def streak_pays_back(draw):
    """An average approaches its expectation by dilution, not by paying back."""
    games, lost = draw.choice([(10, 8), (16, 12), (20, 14), (30, 20), (40, 26), (50, 32)])
    return OpenQuestion(
        f"""
        A trader's strategy wins or loses 1 manat per day with equal probability, each day independent of the
        others. It has lost on {lost} of the first {games} days. He says: "The
        average must come to 0 in the end, so on the next days I will win more often."

        Is he right about the average, and about the next days? Explain how the one can be true without the other.
        """,
        model=f"""
        He is right that the average approaches 0, and wrong about the next days: each wins with probability one
        half, whatever was before. The early loss of {2 * lost - games}
        manat is not expected to be won back; it is divided by more and more days, so that its share
        in the average goes to 0.
        """,
        rubric=[
            Criterion(
                "the two claims",
                1,
                counts="The average does approach 0; the next days are not more likely to win (independent). Half "
                "for one of them.",
                does_not="Claims without saying which is right.",
            ),
            Criterion(
                "dilution",
                1,
                counts="The early loss is not made up, it is divided by a growing number of days (or: the "
                "standard error shrinks like one over the root of n).",
                does_not="'By the law of large numbers' alone, or 'in the long run'.",
            ),
        ],
        examples=f"""
        1, 1: average -> 0 yes, but the coin has no memory. The loss of {2 * lost - games} stays but divided by n
        it vanishes.
        1, 1: Right about the mean, wrong about the next days (independent). {2 * lost - games}/n goes to zero by
        itself without extra wins.
        1, 1: Days are independent so 50:50 again. The mean converges because the first {games} days become a
        smaller and smaller part of all days
        1, 0: the average goes to 0 by the law of large numbers but the next days have still probability 1/2
        1, 0: He is right about average and wrong about the next day, each day is independent.
        0.5, 1: The next days are 50/50. The early losses are not compensated, only diluted by many later days.
        0.5, 0: He is wrong, the next day is independent of the past.
        0.5, 0: yes the average becomes 0 in the long run
        0, 1: The bad start becomes unimportant since we divide by larger and larger n.
        0, 0: He is right, otherwise the average could not come to 0.
        0, 0: The strategy is bad because it lost {lost} of {games}, so it will lose more.
        """,
    )
