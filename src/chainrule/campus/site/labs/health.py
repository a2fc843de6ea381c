"""Whether the sandbox holds on this machine, as the page on containment says it layer by layer."""

from django.conf import settings

from chainrule.campus.site.core.health import Line, in_time
from chainrule.campus.site.core.looking import Looking
from chainrule.campus.site.labs import containment
from chainrule.labs.sandbox.selftest import SelfTest

OFF = Line("Sandbox", "off: student code is not isolated", ok=False, fix="unset CHAINRULE_SANDBOX")
NO_LINUX = Line("Sandbox", "none: it needs Linux", ok=False, fix="run the server, or its workers, on Linux")


def lines() -> list[Line]:
    """One line: all layers hold, or what is missing and what is to be done. Tried at most every ten minutes."""
    if not settings.SANDBOX:
        return [OFF]
    return in_time("Sandbox", LOOKING)


def _lines() -> list[Line]:
    test = containment.tried()
    return [NO_LINUX if test is None else line_of(test)]


def line_of(test: SelfTest) -> Line:
    """What came out, in one line."""
    if not test.refusal and not test.warning:
        return Line("Sandbox", "every layer holds")
    problem, _, remedy = (test.refusal or test.warning).partition(" To do: ")
    verdict = "does not grade" if test.refusal else "grades, with a warning"
    return Line("Sandbox", f"this machine {verdict}: {problem}", ok=False, fix=remedy)


LOOKING = Looking(_lines)
