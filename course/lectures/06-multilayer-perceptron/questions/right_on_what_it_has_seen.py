from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=6,
    outcome="**Train a simple MLP classifier**",
    minutes=4,
    idea="training and test set",
    section="unseen",
    level="transfer",
)
def right_on_what_it_has_seen(draw):
    """A perfect score on the training points proves nothing about new ones."""
    what, number = draw.choice(
        [("patients from their blood tests", 40), ("coins from their weight and size", 50), ("apples by photos", 60)]
    )
    return OpenQuestion(
        f"""
        A start-up sorts {what}. Its large network gets all {number} examples right that it was trained on, and the
        advertisement says "100% accurate".

        Why does this number say little, and how should the {number} examples have been used to get one that says more?
        Name the problem that may be hidden.
        """,
        model="""
        A large network can learn a few examples by heart, noise included (overfitting), so that being right on them
        says little about new ones. Some of the examples should be kept aside as a test set, not used in training, and
        the accuracy measured on those.
        """,
        rubric=[
            Criterion(
                "why it says little",
                1,
                counts="It was measured on the training examples; it may have learned them by heart (overfitting). "
                "Half for 'overfitting' alone.",
                does_not="That 100% is impossible, or that the network is too small.",
            ),
            Criterion(
                "what to do",
                1,
                counts="Keep a part aside (test set, hold-out, also cross-validation) and measure on that.",
                does_not="Only that more data should be collected, or a smaller network used.",
            ),
        ],
        examples="""
        1, 1: It memorized the training data, on new examples it can be a lot worse. Split into train/test and report
        the test accuracy
        1, 1: overfitting: a big network fits also noise in few examples. use e.g. 30 for training and keep the rest to
        test on
        1, 1: they tested on what it was trained on. should have held out some samples that the network never sees
        0.5, 1: Overfitting. Test on a separate set.
        1, 0: It only remembers these examples and has not been shown to work on new ones. They need more data.
        0.5, 0: it is overfitted, they should use a smaller network
        0, 1: Some examples have to be held back for testing
        0, 0: 100% is not possible so there must be an error in the code
        0, 0: The network is too small for this task, underfitting.
        0, 0: They should train longer and with a lower learning rate to be sure.
        """,
    )
