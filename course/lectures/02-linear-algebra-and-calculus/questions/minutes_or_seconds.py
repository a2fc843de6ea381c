from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=2,
    outcome="Apply norms and inner products.",
    minutes=4,
    idea="scale of the features",
    section="norms",
    level="transfer",
)
def minutes_or_seconds(draw):
    """A distance adds what it is given: whoever changes a unit changes who is near."""
    name, first, second, small = draw.choice(
        [
            ("taxi rides", "kilometres", "minutes of waiting", "seconds"),
            ("flats", "rooms", "distance from the metro in kilometres", "metres"),
            ("runners", "age in years", "height in metres", "centimetres"),
        ]
    )
    return OpenQuestion(
        f"""
        A program finds, for one of many {name}, the most similar one: that with the smallest Euclidean distance. Each
        is described by two numbers, {first} and {second}. Somebody stores the second number in {small} instead, and
        changes nothing else. Most of the answers are now different.

        Explain what happened to the distance, and say what to do with the two columns so that the unit no longer
        matters.
        """,
        model=f"""
        The distance adds the squares of both differences. In {small} the second numbers are many times as large, so
        their differences decide nearly alone and the first column hardly counts. Scale each column first, for
        example to mean 0 and standard deviation 1: then the unit cancels.
        """,
        rubric=[
            Criterion(
                "why",
                1,
                counts="The second differences became much larger, so they outweigh the first in the sum of squares.",
                does_not="That the numbers or units changed, without what this does to the sum.",
            ),
            Criterion(
                "the mend",
                1,
                counts="Scale each column: standardize, divide by its standard deviation or range. Half for scaling "
                "without saying that it is done column by column, or how.",
                does_not="Making each *row* one unit long; another norm; going back to the old unit.",
            ),
        ],
        examples=f"""
        1, 1: in {small} this feature is much bigger so it dominates the distance. Standardize both columns
        1, 1: The squares of the second differences are now huge compared to the first ones, only they decide who is
        the nearest. Divide every column by its std before.
        1, 1: sum of squares is ruled by the column with the large numbers; min-max scaling per feature fixes it
        1, 0: the second number counts much more now than the first one, so you must convert it back
        1, 0: The second column dominates the norm. Normalize every vector to length 1.
        0, 1: Because the units are different now. He should scale the features to zero mean and unit variance.
        0, 0.5: the units do not match, so scale the data
        0, 0: Euclidean distance is wrong here, he should use the L1 norm because it is robust
        0, 0: the order of the neighbours cannot change when you multiply by a constant, so it is a bug
        0, 0: The distance is now in {small} so it must be divided at the end
        """,
    )
