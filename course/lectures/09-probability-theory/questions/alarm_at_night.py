from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=3,
    idea="base rate",
    section="bayes",
    level="apply",
)
def alarm_at_night(draw):
    """Most alarms about something rare are false."""
    rare, found, false = draw.choice([(10, 90, 1), (5, 80, 1), (20, 90, 2), (10, 80, 2)])
    hits, alarms = rare * found // 100, (1000 - rare) * false / 100
    posterior = hits / (hits + alarms)
    return Choices(
        f"""
        Of 1,000 payments {rare} are fraud. A network flags {found}% of the fraud and {false}% of the honest
        payments. A flagged payment
        is on your desk, and you know nothing else about it. How likely is it to be fraud?
        """,
        right(
            f"about {posterior:.0%}",
            because=f"In 1,000 payments {hits} frauds and about {alarms:.0f} honest ones are flagged: {hits} of "
            f"{hits + alarms:.0f}.",
        ),
        wrong(f"{found}%", because="This is p(flagged | fraud). The question asks for p(fraud | flagged)."),
        wrong(
            f"{100 - false}%", because="This is the share of honest payments that are *not* flagged: another condition."
        ),
        wrong(
            f"{rare / 1000:.1%}",
            because="This is the prior, before the flag was seen: the flag makes fraud far more likely.",
        ),
        key=f"""
        prior = np.array([{rare} / 1000, 1 - {rare} / 1000])
        joint = prior * np.array([{found} / 100, {false} / 100])
        print(f"about {{joint[0] / joint.sum():.0%}}")
        """,
    )
