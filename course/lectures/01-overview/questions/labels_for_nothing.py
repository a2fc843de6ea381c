from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=3,
    idea="self-supervised learning",
    section="scope",
    level="apply",
)
def labels_for_nothing(draw):
    """Self-supervised: a part of the data is the right answer."""
    task, answer, people = draw.choice(
        [
            (
                "predicts the next word of a text from the words before it",
                "the word that does come next in the text",
                "says of a text whether it is polite",
            ),
            (
                "fills in a square that was cut out of a photo",
                "the pixels that were cut out",
                "names the bird on a photo",
            ),
            (
                "predicts the next second of a recording from the seconds before it",
                "the second that does follow in the recording",
                "names the language of a recording",
            ),
        ]
    )
    return OpenQuestion(
        f"""
        Network A {task}. Network B {people}. Both are trained on examples with right answers.

        Where does the right answer come from in A, and where in B? Which of the two can use a great mass of data
        that nobody looked at, and why?
        """,
        model=f"""
        In A the right answer is a part of the data: {answer}. In B people have to give it, as a label. So A can be
        trained on data that nobody looked at, because no person is needed for its answers: it is self-supervised.
        """,
        rubric=[
            Criterion(
                "the sources",
                1,
                counts=f"A: the data themselves ({answer}); B: labels by people. Half for one of them.",
                does_not="Naming the methods without saying where the answers come from.",
            ),
            Criterion(
                "which, and why",
                1,
                counts="A, because nobody needs to label anything. Half for A without a reason.",
                does_not="B; or that A needs no right answers at all.",
            ),
        ],
        examples=f"""
        1, 1: A takes it from the data itself: {answer}. B from people who label. A can use it because no
        labelling needed
        1, 1: In A a part of the example is hidden and this is the target, in B a human wrote the label. So A, it makes
        its own labels from raw data.
        1, 1: A - self-supervised, the answer is in the data. B - annotators. Only A works without annotation.
        1, 0.5: the data itself / a person. A can use it.
        0.5, 1: A gets its answer from the data, so it can learn from all of it because nobody has to annotate
        0, 1: A is self-supervised and B is supervised. A, since it needs no human labels
        1, 0: A: {answer}. B: labels from humans. Both can use the data if there are enough GPUs.
        0, 0: A is unsupervised so there are no right answers, it just finds patterns
        0, 0: B because its task is easier and needs less data
        0, 0: Both come from the training set, so there is no difference
        """,
    )
