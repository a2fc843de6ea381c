"""Whether every lecture can be shown."""

from chainrule.campus.site.core.health import Line, in_time
from chainrule.campus.site.core.looking import Looking
from chainrule.campus.site.lectures import texts
from chainrule.course import CourseError


def lines() -> list[Line]:
    """One line for each text that cannot be shown; else one for all. A server that has just begun makes them still."""
    return in_time("Texts", LOOKING)


def _lines() -> list[Line]:
    wrong = []
    for number in texts.with_text():
        try:
            texts.page(number)
        except CourseError as error:
            where = f"{error.path.name}:{error.line}" if error.line else error.path.name
            wrong.append(Line(f"Lecture {number}", f"{where}: {error.problem}", ok=False, fix=error.fix))
    return wrong or [Line("Texts", f"{len(texts.with_text())} can be shown, their code has run")]


LOOKING = Looking(_lines)
