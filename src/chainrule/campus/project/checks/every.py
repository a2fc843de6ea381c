"""All checks of a hand-in, in the order of the page. Nothing is fetched, run or written; the time is bounded."""

from collections.abc import Sequence

from chainrule.campus.project.checks.code import imports, monolith, units
from chainrule.campus.project.checks.dependencies import dependencies
from chainrule.campus.project.checks.history import history
from chainrule.campus.project.checks.notebook import notebook
from chainrule.campus.project.checks.pointers import pointers
from chainrule.campus.project.checks.readme import people, readme
from chainrule.campus.project.checks.same import same
from chainrule.campus.project.checks.secrets import secrets
from chainrule.campus.project.checks.size import large, size
from chainrule.campus.project.checks.verdict import Verdict
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.repositories.model import Archive, Repository


def check(
    milestone: Milestone, repository: Repository, archive: Archive | None, members: Sequence[str]
) -> tuple[Verdict, ...]:
    """A verdict of each check. `members` are the names of the team as the course has them.

    The same hand-in always gets the same verdicts. No verdict holds a secret, and `asdict` of each is JSON.
    """
    files = repository.files
    code = units(files)
    return (
        same(repository, archive),
        readme(milestone, files),
        people(milestone, files, members),
        notebook(files),
        imports(files, code),
        monolith(milestone.code, code),
        dependencies(files, code),
        history(milestone, repository, members),
        size(milestone.limits, repository),
        large(milestone.limits, repository),
        secrets(files),
        pointers(repository),
    )
