from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=1.5,
    idea="learned features",
    section="layers",
    level="recall",
)
def what_depth_replaced(draw):
    """What changes when hand-made features give way to a deep network: the features are learned."""
    what, features, raw = draw.choice(
        [
            ("ripe and unripe tomatoes", "colour histograms and edge counts", "photos"),
            ("cracked and sound railway sleepers", "edge counts and texture statistics", "photos"),
            ("spoken digits", "pitch tracks and energy in frequency bands", "sound"),
        ]
    )
    return Choices(
        f"""
        To tell apart {what}, a group used to compute {features} by formulas of its own and to feed them to a
        linear classifier. It then trained a deep network on the raw {raw}, with the same labels. Which work did the
        network take over?
        """,
        right(
            "Deciding which features of the raw input matter",
            because="The layers learn their own representation from the data, together with the classifier on top.",
        ),
        wrong(
            "Collecting and labelling the examples",
            because="The network was trained on the same labels. Supervised learning needs them, deep or not.",
        ),
        wrong(
            "Choosing the loss and checking on held-out data",
            because="People still say what counts as an error, and still measure on data that were not trained on.",
        ),
        wrong(
            "Making sure that no new case is misjudged",
            because="No learned model promises that. Whether it generalizes has to be measured.",
        ),
        no_key="a distinction in words: what is learned and what people still do",
    )
