"""Lab 1: what the tools must do together, from a version to a network of folds."""

import numpy as np

from chainrule.labs import check


def in_any_order(draw, cases):
    """The items of a dict, in an order that is drawn."""
    left = list(cases.items())
    return [left.pop(draw.integers(0, len(left) - 1)) for _ in cases]


@check("A version is compared as numbers", points=2, about=["new_enough"])
def versions(student, draw):
    minor, patch = draw.integers(10, 19), draw.integers(0, 20)
    text = 'As text "10" comes before "9". Make whole numbers of the parts, then compare.'
    equal = 'New enough is later or equal, and a number that is missing counts as 0: "3.9" is "3.9.0".'
    cases = {
        (f"3.{minor}.{patch}", "3.9"): (True, text),
        ("3.9", f"3.{minor}"): (False, text),
        (f"3.{minor}", f"3.{minor}"): (True, equal),
        (f"3.{minor}", f"3.{minor}.0"): (True, equal),
        (f"3.{minor}.0", f"3.{minor}"): (True, equal),
        (f"3.{minor}", f"3.{minor}.1"): (False, 'A number that is missing counts as 0: "3.9" comes before "3.9.1".'),
        (f"4.{minor - 9}", f"3.{minor}"): (True, "The first number decides before the second."),
        (f"2.{minor + 7}", "3.9"): (False, "The first number decides before the second."),
        (f"3.{minor}.0rc1", f"3.{minor}"): (True, 'Look at the digits at the beginning of a part: "0rc1" is 0.'),
    }
    for (version, needed), (right, hint) in in_any_order(draw, cases):
        student.new_enough(version, needed).should_be(right, hint=hint)


@check("The accuracy is the share that is right", points=1, about=["accuracy"])
def share_that_is_right(student, draw):
    n = draw.integers(8, 12)
    labels = np.array([draw.integers(0, 4) for _ in range(n)])
    right_ones = draw.integers(2, n - 2)
    predicted = labels.copy()
    predicted[right_ones:] += 1
    student.accuracy(predicted, labels).should_be(
        right_ones / n,
        hint={
            right_ones: "This is how many are right. Their share is that number divided by how many there are.",
            1 - right_ones / n: "This is the share that is wrong.",
            100 * right_ones / n: "A share goes from 0 to 1; this is in percent.",
        },
    )


@check("Arrays that do not belong together are refused", points=1, about=["accuracy"])
def accuracy_refused(student, draw):
    n = draw.integers(3, 6)
    labels = np.array([draw.integers(0, 4) for _ in range(n)])
    stretched = "NumPy stretches shapes that differ and compares all pairs, without an error: compare the shapes first."
    student.accuracy(labels[:, None], labels).should_raise(ValueError, hint=stretched)
    student.accuracy(labels[:1], labels).should_raise(ValueError, hint=stretched)
    nothing = "The share of nothing is no number (NumPy makes NaN of it): refuse it."
    student.accuracy(labels[:0], labels[:0]).should_raise(ValueError, hint=nothing)
    student.accuracy(labels, labels + (labels > 1)).should_be(float(np.mean(labels <= 1)))


@check("A split keeps pairs together and takes every example once", points=3, about=["split"])
def pairs_stay_together(student, draw):
    n, tested, seed = draw.integers(12, 20), draw.integers(3, 5), draw.integers(0, 1000)
    y = np.arange(n) + draw.integers(100, 200)
    x = np.stack([10 * y, -y], axis=1)
    parts = student.split(x, y, tested, seed)
    train_x, train_y, test_x, test_y = (parts[place] for place in range(4))
    test_y.shape.should_be((tested,), hint="`tested` examples belong to the test set, all others to the training set.")
    train_y.shape.should_be((n - tested,))
    together = "Examples and labels were shuffled apart: draw one order, and take both arrays in it."
    for part_x, part_y in ((train_x, train_y), (test_x, test_y)):
        labels = part_y.read()
        part_x.should_be(np.stack([10 * labels, -labels], axis=1), hint=together)
    found = student.execute("whole = np.sort(np.concatenate([parts[1], parts[3]]))", parts=parts)
    twice = "Some examples are in both sets, or in none: cut one order in two."
    found.whole.should_be(y, hint=twice)


@check("A split is random, the same for the same seed, and leaves the data as they are", points=2, about=["split"])
def split_is_fair(student, draw):
    n, seed = draw.integers(30, 40), draw.integers(0, 1000)
    y = np.arange(n) + draw.integers(100, 200)
    found = student.execute(
        """
        x = 10 * y
        kept = x.copy()
        one, again, other = (split(x, y, 10, s)[3] for s in (seed, seed, seed + 1))
        same = bool((one == again).all())
        differ = bool((one != other).any())
        first = bool((np.sort(one) == y[:10]).all())
        last = bool((np.sort(one) == y[-10:]).all())
        untouched = bool((x == kept).all())
        label = one[0]
        """,
        y=y,
        seed=seed,
    )
    found.same.should_be(True, hint="The same seed must give the same split: make the generator from the seed.")
    found.differ.should_be(True, hint="Another seed must give another split: make the generator from the seed.")
    ordered = "The test set is one end of the data. Data are often sorted by label: shuffle before you cut."
    found.first.should_be(False, hint=ordered)
    found.last.should_be(False, hint=ordered)
    found.untouched.should_be(
        True, hint="The caller's array was shuffled in place: take the rows by an order instead, x[order]."
    )
    found.label.should_be(int(found.label.read()) if found.label.read() in y else int(y[0]))
    for tested in (0, n, -1):
        both = "Both sets need an example: refuse this."
        student.split(10 * y, y, tested, seed).should_raise(ValueError, hint=both)
    student.split(10 * y[1:], y, 5, seed).should_raise(ValueError, hint="There is a label too many: refuse it.")


@check("A notebook's cells share one state, in the order of their runs", points=2, about=["state_after"])
def one_state(student, draw):
    start, factor, more = draw.integers(2, 9), draw.integers(2, 9), draw.integers(10, 90)
    cells = [f"rate = {start}", f"rate = rate * {factor}", f"total = rate + {more}"]
    student.state_after(cells, [0, 1, 1, 2]).should_be(
        {"rate": start * factor**2, "total": start * factor**2 + more},
        hint=lambda got: say_of_state(got, start, factor),
    )
    student.state_after(cells, [0, 2, 1]).should_be(
        {"rate": start * factor, "total": start + more},
        hint="Cells run in the order that is given, which need not be that of the page.",
    )


def say_of_state(got, start, factor):
    """Which mistake stands behind a state."""
    if "__builtins__" in got:
        return "Take `__builtins__` out of the result: it is Python's own."
    if got.get("rate") == start * factor:
        return "The cells ran once each, as they stand on the page. Run those that `order` names, as often as it does."
    return ""


@check(
    "Each call begins with a restart",
    points=1,
    about=["state_after"],
)
def restart(student, draw):
    number = draw.integers(2, 99)
    student.state_after([f"x = {number}"], [0]).should_be({"x": number})
    student.state_after([f"y = {number + 1}"], [0]).should_be(
        {"y": number + 1}, hint="A name of the call before is still there: begin each call with a new, empty state."
    )
    student.state_after(["y = x"], [0]).should_raise(
        NameError, hint="After a restart x is not known any more: begin each call with a new, empty state."
    )


@check("Uncommitted files, commits ahead and commits behind are seen", points=2, about=["still_to_do"])
def git_status(student, draw):
    name, count = draw.choice(["main", "fit", "figures"]), draw.integers(1, 9)
    known = f"## {name}...origin/{name}"
    files = draw.choice([" M train.py", "?? notes.md", "A  model.py", "MM lab01.py"])
    after = "A commit is on your machine only: whoever has to commit has to push then."
    cases = {
        known: ([], "Nothing is left to do here: the tree is clean, and GitHub has every commit."),
        f"{known} [ahead {count}]": (["push"], '"ahead" are commits that GitHub does not have.'),
        f"{known} [behind {count}]": (["pull"], '"behind" are commits that only GitHub has.'),
        f"{known} [ahead {count}, behind 2]": (["pull", "push"], "First pull, then push: git refuses the other order."),
        f"{known}\n{files}": (["commit", "push"], after),
        f"{known} [behind {count}]\n{files}": (["commit", "pull", "push"], after),
    }
    for status, (right, hint) in in_any_order(draw, cases):
        student.still_to_do(status).should_be(right, hint=hint)


@check("A branch that GitHub does not know, and a branch with an odd name", points=1, about=["still_to_do"])
def git_branches(student, draw):
    word = draw.choice(["ahead-of-time", "behind-schedule", "ahead", "behind"])
    inside = "The word stands in the name of the branch. Only what is in the brackets says how the two differ."
    unknown = "Without `...origin/` GitHub does not know the branch yet: it has to be pushed."
    count = draw.integers(1, 9)
    cases = {
        f"## {word}": (["push"], unknown),
        f"## {word}\n?? new.py": (["commit", "push"], unknown),
        f"## {word}...origin/{word}": ([], inside),
        f"## {word}...origin/{word} [ahead {count}]": (["push"], inside),
        f"## {word}...origin/{word} [behind {count}]": (["pull"], inside),
    }
    for status, (right, hint) in in_any_order(draw, cases):
        student.still_to_do(status).should_be(right, hint=hint)


def fold(x):
    return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)


@check("Folds in a row: each takes what the one before gave", points=2, about=["deep"])
def folds_in_a_row(student, draw):
    x = np.array([draw.floats(0.02, 0.98, away_from=[0.5], by=0.02) for _ in range(4)])
    times = draw.integers(3, 4)
    right = x
    for _ in range(times):
        right = fold(right)
    student.deep(x, times).should_be(
        right,
        hint=[
            (fold(x), "This is one fold: give its result to the next."),
            (times * fold(x), "The folds do not stand side by side: each takes what the one before gave."),
            (times * fold(x) / times, "This is one fold: give its result to the next."),
        ],
    )
    student.deep(x, 1).should_be(fold(x))
    student.deep(x, 0).should_be(x, hint="No fold at all leaves x as it is.")


@check("One wide layer does the same, with a unit for every piece", points=3, about=["wide"])
def one_wide_layer(student, draw):
    folds = draw.integers(2, 5)
    weights, bends = student.wide(folds)[0], student.wide(folds)[1]
    pieces = 2**folds
    bends.should_be(
        np.arange(pieces) / pieces,
        hint=[
            (np.arange(1, pieces + 1) / pieces, "The first bend is at 0, where the line begins to rise."),
            (np.linspace(0, 1, pieces), "The last bend comes before 1: there are as many pieces as bends."),
        ],
    )
    right = np.where(np.arange(pieces) % 2, -2.0 * pieces, 2.0 * pieces)
    signs = right.copy()
    right[0] = pieces
    weights.should_be(
        right,
        hint=[
            (signs, "At 0 the slope rises from nothing: the first weight is the slope itself, not twice the slope."),
            (right / 2, "From one piece to the next the slope turns from s to -s: it changes by 2s."),
            (np.abs(right), "Every second weight is negative: the slope goes up and down in turn."),
            (
                np.where(np.arange(pieces) % 2, -float(pieces), float(pieces)),
                "From one piece to the next the slope turns from s to -s: it changes by 2s.",
            ),
        ],
    )
    x = np.array([draw.floats(0.01, 0.99) for _ in range(3)])
    expected = x
    for _ in range(folds):
        expected = fold(expected)
    found = student.execute("y = np.maximum(x[:, None] - bends, 0.0) @ weights", x=x, bends=bends, weights=weights)
    found.y.should_be(expected, hint="The sum of weights * relu(x - bends) is not what the folds give.")
