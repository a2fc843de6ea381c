"""What operators read about the rules: which are in force, and whether the files have others."""

from chainrule.campus.site.core.health import Line
from chainrule.campus.site.course import in_force
from chainrule.campus.site.revising import keeping


def lines() -> list[Line]:
    """The revision in force, and what waits."""
    if in_force.rules is None:
        return [Line("Rules in force", "those of course.toml: none are kept before there are students")]
    waits = keeping.waits_in_words()
    found = [Line("Rules in force", f"revision {in_force.rules.revision}")]
    return [*found, Line("Rules that wait", waits, ok=False, fix=keeping.REMEDY)] if waits else found
