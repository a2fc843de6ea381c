from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Understand joint/marginal distributions",
    minutes=2,
    idea="conditional independence",
    section="bayes",
    level="transfer",
)
def two_networks_agree(draw):
    """Two opinions count twice only if their errors are independent given the truth."""
    share, posterior = draw.choice([("90%", "0.3"), ("95%", "0.4"), ("80%", "0.2")])
    return Choices(
        f"""
        A network finds {share} of all defects, and after its alarm the probability of a defect is {posterior}. To
        be surer, the factory
        buys a second licence of the same network, with the same weights, and acts only when both
        raise the alarm on the same picture. What happens to
        the probability of a defect?
        """,
        right(
            f"It stays {posterior}.",
            because="The second answer is certain once the first is known: p(second | defect, first) is 1, with "
            "and without a defect.",
        ),
        wrong(
            "It rises, as Bayes' rule is applied a second time with the same rates.",
            because="That needs answers that are independent given the truth. These two make the same mistakes.",
        ),
        wrong(
            "It rises to 1, for two agree.",
            because="Two that agree because they are the same prove no more than one.",
        ),
        wrong(
            "It falls, for the two probabilities are multiplied.",
            because="Probabilities of independent events are multiplied. Here both are one event.",
        ),
        key=f"""
        prior, hit, false = 0.02, 0.9, 0.05
        once = prior * hit / (prior * hit + (1 - prior) * false)
        again = once * 1.0 / (once * 1.0 + (1 - once) * 1.0)
        if abs(again - once) < 1e-12:
            print("It stays {posterior}.")
        """,
    )
