"""Small functions that prove that the tools work together: versions, arrays, state, git, and what depth buys."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def new_enough(version: str, needed: str = "3.9") -> bool:
    """Whether a version such as "3.10.4" is `needed` or later. Versions are numbers with dots, compared from the left.

    Missing numbers count as 0: "3.9" is "3.9.0". What follows the digits of a part is not looked at: "0rc1" is 0.

    >>> new_enough("3.10.4", "3.9"), new_enough("3.8.19", "3.9"), new_enough("3.9", "3.9.0")
    (True, False, True)
    """

    def numbers(text: str) -> list[int]:
        found = []
        for part in text.split("."):
            digits = ""
            for letter in part:
                if not letter.isdigit():
                    break
                digits += letter
            found.append(int(digits or 0))
        return found

    ours, theirs = numbers(version), numbers(needed)
    length = max(len(ours), len(theirs))
    return ours + [0] * (length - len(ours)) >= theirs + [0] * (length - len(theirs))


def accuracy(predicted: np.ndarray, labels: np.ndarray) -> float:
    """The share of the examples, from 0 to 1, on which both arrays (n,) agree.

    Raises ValueError for arrays of different shapes, and where there is no example.

    >>> accuracy(np.array([3, 8, 1, 4]), np.array([3, 3, 1, 4]))
    0.75
    """
    if predicted.shape != labels.shape:
        raise ValueError(f"predicted has the shape {predicted.shape} and labels {labels.shape}: they must agree")
    if labels.size == 0:
        raise ValueError("there is no example to be right on")
    return float(np.mean(predicted == labels))


def split(x: np.ndarray, y: np.ndarray, tested: int, seed: int) -> tuple[np.ndarray, ...]:
    """Examples x (n, ...) with labels y (n,) in random order, as train_x, train_y, test_x, test_y.

    `tested` of them are the test set, and none is in both sets. Each example keeps its label, x and y stay as they are,
    and the same seed gives the same split.

    Raises ValueError for lengths that differ, and unless 0 < tested < n.

    >>> train_x, train_y, test_x, test_y = split(np.arange(5) * 10, np.arange(5), tested=2, seed=0)
    >>> len(train_x), len(test_x), (train_x == 10 * train_y).all()
    (3, 2, np.True_)
    """
    if len(x) != len(y):
        raise ValueError(f"there are {len(x)} examples and {len(y)} labels")
    if not 0 < tested < len(x):
        raise ValueError(f"tested must be from 1 to {len(x) - 1}, so that both sets have an example, not {tested}")
    order = np.random.default_rng(seed).permutation(len(x))
    test, train = order[:tested], order[tested:]
    return x[train], y[train], x[test], y[test]


def state_after(cells: Sequence[str], order: Sequence[int]) -> dict[str, Any]:
    """What a notebook's names mean after a restart and these runs: `order` has the numbers of cells, from 0.

    All cells share one state. Python's own `__builtins__` is not in the result.

    >>> state_after(["rate = 2", "rate = rate * 10"], order=[0, 1, 1])
    {'rate': 200}
    """
    state: dict[str, Any] = {}
    for number in order:
        exec(cells[number], state)
    state.pop("__builtins__", None)
    return state


def still_to_do(status: str) -> list[str]:
    """Which of "commit", "pull" and "push" are needed, in this order, until the team has everything.

    `status` is what `git status --porcelain --branch` prints. The first line is about the branch,

        ## main...origin/main [ahead 2, behind 1]

    where "ahead" are commits that GitHub does not have, and "behind" such as only GitHub has; without "..." GitHub does
    not know the branch. Every other line is a file with changes that are not committed. A commit has to be pushed.

    >>> still_to_do("## main...origin/main [behind 1]\\n M train.py")
    ['commit', 'pull', 'push']
    """
    branch, *files = [line for line in status.splitlines() if line.strip()]
    name, _, numbers = branch.partition(" [")
    steps = []
    if files:
        steps.append("commit")
    if "behind" in numbers:
        steps.append("pull")
    if files or "ahead" in numbers or "..." not in name:
        steps.append("push")
    return steps


def deep(x: np.ndarray, folds: int) -> np.ndarray:
    """The fold of lecture 1, `folds` times in a row, of every number of x, from 0 to 1.

    One fold is 2 relu(x) - 4 relu(x - 1/2).

    >>> deep(np.array([0.0, 0.125, 0.25, 0.5, 1.0]), folds=2)
    array([0. , 0.5, 1. , 0. , 0. ])
    """
    for _ in range(folds):
        x = 2.0 * np.maximum(x, 0.0) - 4.0 * np.maximum(x - 0.5, 0.0)
    return x


def wide(folds: int) -> tuple[np.ndarray, np.ndarray]:
    """One layer that does what `folds` folds in a row do: `weights` (n,) and `bends` (n,), with n = 2**folds.

    For every x from 0 to 1, the sum of weights * relu(x - bends) is `deep(x, folds)`. The bends rise, and begin with 0.

    >>> wide(1)
    (array([ 2., -4.]), array([0. , 0.5]))
    """
    pieces = 2**folds
    weights = 2.0 * pieces * (-1.0) ** np.arange(pieces)
    weights[0] = pieces
    return weights, np.arange(pieces) / pieces
