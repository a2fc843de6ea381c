"""Mistakes that students of lab 1 make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("versions are compared as text", caught_by="versions", says="As text")
def versions_as_text(source):
    return (
        source.replace("found.append(int(digits or 0))", "found.append(digits or '0')")
        .replace("ours + [0]", "ours + ['0']")
        .replace("theirs + [0]", "theirs + ['0']")
    )


@mutant("later means later, and not equal", caught_by="versions", says="later or equal")
def strictly_later(source):
    return source.replace(">= theirs + [0]", "> theirs + [0]")


@mutant("a missing number makes a version older", caught_by="versions", says="counts as 0")
def missing_is_older(source):
    return source.replace(
        "return ours + [0] * (length - len(ours)) >= theirs + [0] * (length - len(theirs))", "return ours >= theirs"
    )


@mutant("the number of those that are right is the accuracy", caught_by="share_that_is_right", says="divided by")
def count_of_right(source):
    return source.replace("float(np.mean(predicted == labels))", "float(np.sum(predicted == labels))")


@mutant("NumPy will complain about shapes", caught_by="accuracy_refused", says="compares all pairs")
def shapes_unchecked(source):
    return source.replace("if predicted.shape != labels.shape:", "if predicted.size < 0:")


@mutant("nothing is right on nothing", caught_by="accuracy_refused", says="no number")
def empty_is_zero(source):
    return source.replace('raise ValueError("there is no example to be right on")', "return 0.0")


@mutant("examples and labels are shuffled one after the other", caught_by="pairs_stay_together", says="one order")
def shuffled_apart(source):
    return source.replace(
        "return x[train], y[train], x[test], y[test]",
        "other = np.random.default_rng(seed + 1).permutation(len(x))\n"
        "    return x[train], y[other[tested:]], x[test], y[other[:tested]]",
    )


@mutant("the test set is drawn from all, the training set too", caught_by="pairs_stay_together", says="in both sets")
def sets_overlap(source):
    return source.replace(
        "order[:tested], order[tested:]", "order[:tested], np.random.default_rng(seed + 1).permutation(len(x))[tested:]"
    )


@mutant("the first examples are the test set", caught_by="split_is_fair", says="shuffle before you cut")
def not_shuffled(source):
    return source.replace("np.random.default_rng(seed).permutation(len(x))", "np.roll(np.arange(len(x)), -seed % 2)")


@mutant("a generator without a seed", caught_by="split_is_fair", says="same seed")
def unseeded(source):
    return source.replace("np.random.default_rng(seed)", "np.random.default_rng()")


@mutant("one seed for all", caught_by="split_is_fair", says="Another seed")
def always_the_same(source):
    return source.replace("np.random.default_rng(seed)", "np.random.default_rng(0)")


@mutant("the data are shuffled where they lie", caught_by="split_is_fair", says="in place")
def shuffled_in_place(source):
    return source.replace(
        "return x[train], y[train], x[test], y[test]",
        "result = x[train], y[train], x[test], y[test]\n    x[:] = x[order]\n    return result",
    )


@mutant("a test set of any size will do", caught_by="split_is_fair", says="Both sets need an example")
def any_size(source):
    return source.replace("if not 0 < tested < len(x):", "if tested > len(x):")


@mutant("cells run as they stand on the page", caught_by="one_state", says="as they stand on the page")
def page_order(source):
    return source.replace("for number in order:", "for number in sorted(set(order)):")


@mutant("Python's own names are part of the state", caught_by="one_state", says="Python's own")
def builtins_stay(source):
    return source.replace('    state.pop("__builtins__", None)\n', "")


@mutant("the state outlives the call", caught_by="restart", says="new, empty state")
def state_outlives(source):
    return source.replace(
        "    state: dict[str, Any] = {}\n", "    state: dict[str, Any] = state_after.__dict__\n"
    ).replace(
        '    state.pop("__builtins__", None)\n    return state',
        '    state.pop("__builtins__", None)\n    return dict(state)',
    )


@mutant("a commit is with the team", caught_by="git_status", says="has to push then")
def commit_is_enough(source):
    return source.replace('if files or "ahead" in numbers', 'if "ahead" in numbers')


@mutant("push first, then pull", caught_by="git_status", says="First pull")
def push_first(source):
    return source.replace("    return steps\n", '    return sorted(steps, key=["commit", "push", "pull"].index)\n')


@mutant("the word may stand anywhere in the line", caught_by="git_branches", says="name of the branch")
def words_anywhere(source):
    return source.replace("in numbers", "in branch")


@mutant("a new branch is on GitHub", caught_by="git_branches", says="does not know the branch")
def new_branch_known(source):
    return source.replace(' or "..." not in name:', ":")


@mutant("the folds stand side by side", caught_by="folds_in_a_row", says="side by side")
def side_by_side(source):
    return source.replace(
        "    for _ in range(folds):\n        x = 2.0", "    for _ in range(1):\n        x = folds * 2.0"
    ).replace(
        "- 4.0 * np.maximum(x - 0.5, 0.0)\n    return x", "- folds * 4.0 * np.maximum(x - 0.5, 0.0)\n    return x"
    )


@mutant("one fold is enough", caught_by="folds_in_a_row", says="This is one fold")
def one_fold(source):
    return source.replace(
        "    for _ in range(folds):\n        x = 2.0", "    for _ in range(min(folds, 1)):\n        x = 2.0"
    )


@mutant("the first unit turns the slope round too", caught_by="one_wide_layer", says="slope itself")
def first_weight_doubled(source):
    return source.replace("    weights[0] = pieces\n", "")


@mutant("the slope changes by the slope", caught_by="one_wide_layer", says="changes by 2s")
def slope_once(source):
    return source.replace("weights = 2.0 * pieces *", "weights = 1.0 * pieces *")


@mutant("there is a bend at 1 and none at 0", caught_by="one_wide_layer", says="first bend is at 0")
def bends_shifted(source):
    return source.replace("np.arange(pieces) / pieces", "np.arange(1, pieces + 1) / pieces")
