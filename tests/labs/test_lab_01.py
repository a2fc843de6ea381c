"""Lab 1 accepts other right ways to write what it asks for."""

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab

NUMBERS = """        found = []
        for part in text.split("."):
            digits = ""
            for letter in part:
                if not letter.isdigit():
                    break
                digits += letter
            found.append(int(digits or 0))
        return found
"""
PADDED = "    length = max(len(ours), len(theirs))\n"
COMPARED = "    return ours + [0] * (length - len(ours)) >= theirs + [0] * (length - len(theirs))\n"
DRAWN = "    order = np.random.default_rng(seed).permutation(len(x))\n"
CUT = "    test, train = order[:tested], order[tested:]\n"
RUNS = '        exec(cells[number], state)\n    state.pop("__builtins__", None)\n    return state\n'
FOLD = "        x = 2.0 * np.maximum(x, 0.0) - 4.0 * np.maximum(x - 0.5, 0.0)\n"
WIDE = """    weights = 2.0 * pieces * (-1.0) ** np.arange(pieces)
    weights[0] = pieces
    return weights, np.arange(pieces) / pieces
"""

WRITTEN_BY_HAND = {
    "with regular expressions, masks and formulas": [
        (
            NUMBERS,
            '        import re\n\n        return [int(re.match(r"\\d*", part)[0] or 0) for part in text.split(".")]\n',
        ),
        (COMPARED, "    while len(ours) < length:\n        ours.append(0)\n" + COMPARED),
        ("    return float(np.mean(predicted == labels))\n", "    return (predicted == labels).sum() / labels.size\n"),
        (DRAWN + CUT, "    test = np.random.default_rng(seed).choice(len(x), size=tested, replace=False)\n"),
        (
            "    return x[train], y[train], x[test], y[test]\n",
            "    kept = ~np.isin(np.arange(len(x)), test)\n    return x[kept], y[kept], x[test], y[test]\n",
        ),
        (
            RUNS,
            "        exec(cells[number], state, state)\n    return {k: v for k, v in state.items() if k[:2] != '__'}\n",
        ),
        (FOLD, "        x = 1.0 - np.abs(2.0 * x - 1.0)\n"),
        (
            WIDE,
            "    slopes = pieces * (-1.0) ** np.arange(pieces)\n"
            "    return np.diff(slopes, prepend=0), np.linspace(0, 1, pieces, endpoint=False)\n",
        ),
    ],
    "with loops and lists": [
        (
            PADDED + COMPARED,
            "    from itertools import zip_longest\n\n"
            "    for one, other in zip_longest(ours, theirs, fillvalue=0):\n"
            "        if one != other:\n            return one > other\n    return True\n",
        ),
        (
            "    return float(np.mean(predicted == labels))\n",
            "    return sum(one == other for one, other in zip(predicted, labels)) / len(labels)\n",
        ),
        (DRAWN, "    import random\n\n    order = random.Random(seed).sample(range(len(x)), len(x))\n"),
        (RUNS, "        exec(cells[number], state)\n    del state['__builtins__']\n    return dict(state)\n"),
        (FOLD, "        x = np.where(x < 0.5, 2 * x, 2 - 2 * x)\n"),
        (
            WIDE,
            "    weights = [pieces] + [(-1) ** i * 2 * pieces for i in range(1, pieces)]\n"
            "    return np.array(weights, float), np.array([i / pieces for i in range(pieces)])\n",
        ),
    ],
}


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 1)


@pytest.mark.parametrize("edits", WRITTEN_BY_HAND.values(), ids=WRITTEN_BY_HAND.keys())
def test_other_right_ways_pass(lab: Lab, edits: list[tuple[str, str]]) -> None:
    assert complaints(lab, written_otherwise(lab, edits)) == []
