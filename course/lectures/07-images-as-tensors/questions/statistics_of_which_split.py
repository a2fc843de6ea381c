from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=7,
    outcome="Understand image representations",
    minutes=2,
    idea="normalizing",
    section="normalizing",
    level="transfer",
)
def statistics_of_which_split(draw):
    """Normalization is learned from the training pictures and then stays."""
    place = draw.choice(["a hospital", "a factory", "a bank"])
    return Choices(
        f"""
        A network was trained on pictures with mean 0.30 and deviation 0.25, normalized by these. In {place} it gets one
        picture after another from a darker camera, with mean 0.10. An engineer proposes to normalize every picture
        by its
        **own** mean and deviation before the network sees it. What is the best answer?
        """,
        right(
            "No: use 0.30 and 0.25, for the weights were learned with these.",
            because="Two equal pixels must become two equal inputs. If darkness should not matter, train for it: "
            "normalize "
            "all training pictures that way, too, or vary their brightness.",
        ),
        wrong(
            "Yes: every input must have mean 0 and deviation 1.",
            because="That holds for the training pictures together. A black picture would be blown up to noise of "
            "deviation 1.",
        ),
        wrong(
            "Yes, but by the mean of the last 100 pictures.",
            because="Then the answer for a picture depends on which pictures came before it, and still not on what the "
            "weights were learned with.",
        ),
        wrong(
            "It makes no difference: a linear layer undoes any shift.",
            because="The bias could undo a shift that is the same for all pictures and known while it is trained. "
            "Here it "
            "is another for each.",
        ),
        no_key="what a deployed network should be given is a judgement",
    )
