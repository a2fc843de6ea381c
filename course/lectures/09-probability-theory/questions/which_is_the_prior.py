from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=1.5,
    idea="prior, likelihood, posterior",
    section="bayes",
    level="recall",
)
def which_is_the_prior(draw):
    """The three names in Bayes' rule."""
    thing, sign = draw.choice(
        [("a frost", "the forecast warns"), ("a leak", "the pressure drops"), ("a break-in", "the alarm rings")]
    )
    share = draw.choice(["1%", "2%", "5%"])
    return Choices(
        f"""
        On {share} of all nights there is {thing}. When there is {thing}, {sign} in 9 of 10 cases. Tonight {sign}, and
        somebody works out how likely {thing} is now. Which of the three numbers is called what?
        """,
        right(
            f"Prior: {share}. Likelihood: 9 in 10. Posterior: the number that is worked out.",
            because="The prior is what is known before the observation, the likelihood is p(observation | hypothesis), "
            "and the posterior is p(hypothesis | observation).",
        ),
        wrong(
            f"Prior: 9 in 10. Likelihood: {share}. Posterior: the number that is worked out.",
            because="9 in 10 is a conditional: it says what is observed *given* the hypothesis.",
        ),
        wrong(
            f"Prior: {share}. Likelihood: the number that is worked out. Posterior: 9 in 10.",
            because="The likelihood has the observation before the bar, the posterior after it: here they have changed "
            "places.",
        ),
        no_key="a matter of names",
    )
