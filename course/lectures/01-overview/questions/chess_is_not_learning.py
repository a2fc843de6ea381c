from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=1,
    outcome="Describe the scope of DL and the course syllabus.",
    minutes=4,
    idea="AI, ML, DL",
    section="scope",
    level="apply",
)
def chess_is_not_learning(draw):
    """Artificial intelligence, machine learning and deep learning are circles inside each other."""
    program, rules = draw.choice(
        [
            ("a chess program", "searches millions of positions and judges each by a formula that grandmasters wrote"),
            (
                "a route planner",
                "searches millions of routes and judges each by costs that traffic engineers wrote down",
            ),
            ("a timetable program", "tries millions of timetables and judges each by rules that the registrar wrote"),
        ]
    )
    return OpenQuestion(
        f"""
        A newspaper calls {program} "deep learning", because it {rules}, and beats every human at the task.

        Explain why this program is not machine learning at all, and what it would need to have to be *deep* learning.
        """,
        model="""
        Nothing in it was learned: its behaviour comes from search and from rules that people wrote, not from data,
        so it is artificial intelligence but not machine learning. To be deep learning, the judgement would have to
        be a neural network with several layers whose weights are learned from examples.
        """,
        rubric=[
            Criterion(
                "not learned",
                1,
                counts="Its rules were written by people; no parameter was fitted to data or experience.",
                does_not="That it is too simple, too slow, or not intelligent.",
            ),
            Criterion(
                "deep",
                1,
                counts="A neural network with several layers, trained on data. Half if the layers or the training "
                "are missing.",
                does_not="More search depth, more data, more computing power, a GPU.",
            ),
        ],
        examples="""
        1, 1: The formula was written by experts and nothing was learned from data, so its only AI. For DL there
        should be a multi layer neural network which is trained on examples
        1, 1: ML means that the program improves from data, here humans made the rules. It would be deep learning if
        a neural net with many layers learned how to judge from data.
        1, 1: no training data -> no ML. Needs a deep (many hidden layers) network with learned weights.
        1, 0.5: Because everything is hand coded, it learns nothing. It should have a neural network.
        1, 0: it does not learn from experience. To be deep it has to search deeper, more moves in advance
        0, 1: It isnt ML because it is not intelligent, just fast. DL is when you train a network with many layers
        on a lot of data.
        0, 0: It needs a GPU and big data, then it would be deep learning.
        0, 0: Machine learning is a part of AI and deep learning is a part of machine learning, so it can be all
        three of them.
        0, 0: The newspaper is right since beating all humans is only possible with deep learning nowadays.
        """,
    )
