from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=1, outcome="Fulfill technological requirements.", minutes=3, idea="NumPy", section="python", level="apply"
)
def share_that_is_right(draw):
    """The accuracy of a classifier: the share of the examples on which prediction and label agree."""
    classes, right_ones = draw.integer(3, 6), draw.choice([3, 4])
    labels = [draw.integer(1, classes - 1) for _ in range(5)]
    guesses = [label if place < right_ones else label - 1 for place, label in enumerate(labels)]
    return Fragment(
        f"""
        A classifier sorts examples into {classes} classes, numbered from 0. Its accuracy is the share of the examples
        on which it is right, a number from 0 to 1. Both arguments are NumPy arrays of class numbers, of equal length.
        """,
        f"""
        def accuracy(predicted, labels):
            return ____

        print(accuracy(np.array({guesses}), np.array({labels})))
        """,
        f"""
        one, other = np.arange(12) % {classes}, np.arange(12) // 3 % {classes}
        print(accuracy(one, other), accuracy(one, one), accuracy(one[:7], other[:7]))
        print(accuracy(np.array([1, 2]), np.array([2, 1])))
        """,
        right(
            "np.mean(predicted == labels)",
            because="The comparison gives True or False for each example. Their mean counts True as 1 and False as 0.",
        ),
        wrong("predicted == labels", because="This is an array, True or False for each example, not their share."),
        wrong(
            "np.sum(predicted == labels)",
            because="This is how many are right. A share is divided by how many there are.",
        ),
        wrong("1 - np.mean(predicted - labels)", because="Class numbers are names: their differences mean nothing."),
        wrong(
            "np.mean(predicted) == np.mean(labels)",
            because="This compares two means. They can agree where no single example is right.",
        ),
        rights=[
            "(predicted == labels).mean()",
            "np.sum(predicted == labels) / len(labels)",
            "sum(predicted == labels) / len(predicted)",
            "1 - np.mean(predicted != labels)",
            "np.count_nonzero(predicted == labels) / labels.size",
            "sum(p == y for p, y in zip(predicted, labels)) / len(labels)",
        ],
    )
