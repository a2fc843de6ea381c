"""What a test needs of the machine beyond Python: where it is missing, the test is skipped and says how to get it.

    pytestmark = pytest.mark.needs("the sandbox")       # also those in OF_THE_BOX, and in chainrule.machine

With CI=true a missing part is a failure: a skipped test is not a green one.
"""

import functools
import os
import sys

import pytest

from chainrule import machine

SANDBOX = "the sandbox"
CONTROL_GROUPS = "control groups"
WEIGHTS = "weights for the processor"
OF_THE_BOX = (SANDBOX, CONTROL_GROUPS, WEIGHTS)


def need(name: str) -> str:
    """Where the part is; skips the test that asks, in words, where it is missing."""
    found, word = look(name)
    if found:
        return found
    demanded = name in OF_THE_BOX or not machine.part(name).instead
    if demanded and os.environ.get("CI") == "true":
        pytest.fail(word)
    pytest.skip(word)


@functools.cache
def look(name: str) -> tuple[str, str]:
    """Where a part is ("" for nowhere), and what is said to somebody who lacks it."""
    if name in OF_THE_BOX:
        word = lacks(name)
        return "" if word else name, word
    part = machine.part(name)
    return part.find(), part.word


def lacks(name: str) -> str:
    """What keeps student code from being contained here; with control groups, also what would be uncounted."""
    if sys.platform != "linux":
        return "the sandbox needs Linux"
    for part in map(machine.part, ("bubblewrap", "libseccomp")):
        if not part.find():
            return part.word
    from chainrule.labs.sandbox import self_test

    test = self_test()
    wanting = {SANDBOX: False, CONTROL_GROUPS: bool(test.missing), WEIGHTS: bool(test.warning)}
    return test.refusal or (test.warning if wanting[name] else "")
