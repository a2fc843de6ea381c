from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=4,
    idea="base rate",
    section="bayes",
    level="apply",
)
def share_of_flagged_mail(draw):
    """Explain a posterior by counting."""
    rare, found, false = draw.choice([(20, 95, 5), (10, 90, 4), (40, 90, 10)])
    hits, alarms = rare * found / 100, (1000 - rare) * false / 100
    return OpenQuestion(
        f"""
        A filter flags {found}% of the spam and {false}% of the honest mail. In one office {rare} of 1,000 mails
        are spam. Its staff
        complain that most flagged mails are honest; the maker answers that the filter is "right {found} times in 100".

        Explain, with numbers of mails, how both can be true; and name the two conditional probabilities that are
        mixed up.
        """,
        model=f"""
        Of 1,000 mails {rare} are spam, and {hits:g} of these are flagged. Of the {1000 - rare} honest ones {false}% are
        flagged, about {alarms:.0f}: more than the {hits:g}. The maker speaks of p(flagged | spam), the staff of
        p(spam | flagged).
        The second is {hits / (hits + alarms):.2f}, because spam is rare.
        """,
        rubric=[
            Criterion(
                "the counts",
                1,
                counts="Flagged spam and flagged honest mail are compared as numbers (or shares of all mail) that "
                "follow from the rates. "
                "Half for the idea that honest mail is far more frequent, without numbers.",
                does_not="The rates alone, or a posterior without a way to it.",
            ),
            Criterion(
                "the two conditionals",
                1,
                counts="p(flagged | spam) against p(spam | flagged), in symbols or words.",
                does_not="'Accuracy' against 'probability', or prior against posterior without saying given what.",
            ),
        ],
        examples=f"""
        1, 1: {hits:g} of the {rare} spam mails are flagged but also about {alarms:.0f} honest ones, so most
        flagged are honest. The maker
        means how many of the spam are found, the office means how many of the flagged are spam.
        1, 1: spam: {rare} -> {hits:g} flagged, honest {1000 - rare} -> {alarms:.0f} flagged. P(F|S) vs P(S|F)
        1, 1: p(flag and spam) = {hits / 1000:.4f} and p(flag and honest) = {alarms / 1000:.4f}. One is flag given
        spam and the other spam given flag.
        1, 0: Because {alarms:.0f} good mails get flagged against only {hits:g} spam. So the filter is accurate but
        precision is low.
        1, 0: {hits:g} against {alarms:.0f} mails, the prior is small so the posterior is also small.
        0.5, 1: Honest mail is so much more frequent that even a small percentage of it is more than the spam.
        P(flag|spam) is not P(spam|flag).
        0.5, 0: There is much more honest mail than spam so there are many false alarms.
        0, 1: They confuse the probability that spam is flagged with the probability that flagged is spam.
        0, 0: The filter was trained on other data and overfits, in this office it is not {found}% any more.
        0, 0: {found}% + {false}% is {found + false}%, so the rest is wrong.
        0, 0: The staff only notice mistakes, that is a psychological effect.
        """,
    )
