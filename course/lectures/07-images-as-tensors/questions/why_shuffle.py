from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=7,
    outcome="Understand image representations",
    minutes=4,
    idea="shuffling",
    section="batching",
    level="diagnose",
)
def why_shuffle(draw):
    """What a file that is sorted by label does to mini-batches."""
    what, classes = draw.choice([("leaves", 8), ("road signs", 12), ("letters", 26)])
    return OpenQuestion(
        f"""
        Pictures of {what} lie in {classes} folders, one per class, and are read folder by folder. Samir trains
        with SGD and
        batches of 32 **without shuffling**. Each epoch begins with a high loss. After that the loss of the batches is
        small most of the time, and jumps up {classes - 1} times. On the test set the network is poor, and says the
        last class far too often.

        Explain both observations: the jumps, and the preference for the last class.
        """,
        model="""
        Nearly every batch holds a single class. So its gradient says only "more of this class", and a few steps
        make the
        network answer that class: the loss gets small. When the next folder begins, that answer is wrong, and the loss
        jumps. Each class undoes what was learned before it. The last steps of an epoch all come from the last class, so
        its answer is what remains. A shuffled batch is a sample of all classes: its gradient is right on average.
        """,
        rubric=[
            Criterion(
                "jumps",
                1,
                counts="Batches hold one class, which is quickly answered always; at a change of folder that is wrong.",
                does_not="That the rate is too large, or that the order is random.",
            ),
            Criterion(
                "last class",
                1,
                counts="The last updates all come from the last class and overwrite what was learned (or: the batch "
                "gradient is no fair sample of all classes). Half for saying only that it forgets.",
                does_not="That the last class has more pictures or is easier.",
            ),
        ],
        examples="""
        1, 1: each batch has just one class so the net learns to always answer that, loss is low. new folder = new
        class,
        it is wrong, jump. the last class was trained last, so it overwrote the others
        1, 1: The gradient of a batch is for one class only. After a few steps it predicts this class for everything. On
        the border the loss jumps. At the end of the epoch the last folder's class is the one predicted for everything.
        1, 1: batches are not representative of the data. they pull the weights towards the current class (low loss),
        then towards the next one (jump). The final weights are those pulled to the last class.
        1, 0.5: One class per batch, easy, then the next class comes and the loss is high. And it forgets the first
        ones.
        1, 0: With one class per batch it is trivial, so small loss; a new class gives a jump. The last class is
        probably the biggest folder.
        0.5, 1: The jumps are where a new folder begins. The updates at the end are all for the last class so that
        dominates.
        0, 1: the last updates were only from the last class, they overwrote the rest
        0, 0.5: The network forgets the earlier classes because it doesn't see them again.
        0, 0: The learning rate is too high so that the loss jumps, he should lower it.
        0, 0: It overfits because there are too few pictures per class.
        0, 0: shuffling is needed to make the training faster
        """,
    )
