from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=9,
    outcome="Recognize the behavior of common distributions",
    minutes=1.5,
    idea="families",
    section="common-distributions",
    level="recall",
)
def head_for_a_target(draw):
    """Which family, and which last step of a network."""
    bernoulli = "A Bernoulli has the two values 0 and 1; a sigmoid gives its one parameter, between 0 and 1."
    one_of_many = "One of K classes that exclude each other: K probabilities that sum to 1."
    any_number = "Any real number, above or below 0: a bell, whose mean needs no squashing."
    target, best, second, third = draw.choice(
        [
            (
                "whether a customer leaves within a month",
                right("Bernoulli, by a sigmoid", because=bernoulli),
                wrong("Multinoulli, by a softmax over 30 days", because="Not the day is asked, only whether."),
                wrong(
                    "Normal, with no last step for its mean",
                    because="Its values are all real numbers. A customer leaves or stays: what would -3 mean?",
                ),
            ),
            (
                "which of five roads a driver takes",
                right("Multinoulli, by a softmax over 5 outputs", because=one_of_many),
                wrong(
                    "Five Bernoullis, by five sigmoids", because="Then two roads at once would be possible, and none."
                ),
                wrong("Normal, with no last step for its mean", because="The numbers of the roads are names: no mean."),
            ),
            (
                "by how many degrees a forecast will be off",
                right("Normal, with no last step for its mean", because=any_number),
                wrong("Bernoulli, by a sigmoid", because="It knows the values 0 and 1 alone."),
                wrong(
                    "Multinoulli, by a softmax over all degrees",
                    because="Real numbers cannot be listed; and classes know no nearness: 2 is close to 3.",
                ),
            ),
        ]
    )
    return Choices(
        f"A network predicts {target}. Which distribution should its output describe, and by which last step?",
        best,
        second,
        third,
        no_key="a matter of what the values are",
    )
