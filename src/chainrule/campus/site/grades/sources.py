"""What each mark of one student rests on, with links: an attempt, a record, an excuse, a rule of the syllabus."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.syllabus import Assessment, Awaiting, Derivation, Excused, Score, Scores
from chainrule.campus.syllabus.model import SITTINGS

SECTIONS = {"quizzes": "Quizzes", "exams": "Exams", "project": "Team Project", "deadlines": "Deadline Policy"}


@dataclass(frozen=True)
class Link:
    """Where something stands."""

    words: str
    address: str


@dataclass(frozen=True)
class Source:
    """What a mark rests on, in a sentence that may be empty, and where that stands."""

    words: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A number of a derivation as a page unfolds it."""

    node: Derivation
    parts: list[Shown]
    source: Source
    anchor: str = ""
    imagined: bool = False


@dataclass(frozen=True)
class Tree:
    """What is the same for all nodes of one page."""

    sources: dict[str, Source] = field(default_factory=dict)
    imagined: Collection[str] = ()
    anchors: bool = False

    def parts_of(self, view: Derivation) -> list[Shown]:
        """The weighted parts of a course grade, each down to the marks."""
        sections = [_section(weight.id) for weight in course().weights]
        weighted = zip(sections, view.parts, strict=False)
        shown = [
            replace(self._shown(part, section, ""), source=Source("", (rule_link(section),)))
            for section, part in weighted
        ]
        return shown + [Shown(part, [], Source()) for part in view.parts[len(sections) :]]

    def mark(self, view: Derivation, id: str) -> Shown:
        """The mark of one assessment."""
        kind = course().assessment(id).kind
        section = {"quiz": "quizzes", "exam": "exams"}.get(kind, "project")
        return self._shown(view.mark_of(id), section, id)

    def _shown(self, node: Derivation, section: str, of: str) -> Shown:
        """The node with all below it; `of` is the assessment that it belongs to, `section` where its rule stands."""
        of = node.of or of
        below = [self._shown(part, _rule(part, section), of) for part in node.parts]
        source = self.sources.get(of, Source()) if node.of and of not in self.imagined else Source()
        if not node.parts and not source.links:
            source = Source(source.words, (rule_link(section),))
        anchor = f"mark-{node.of}" if node.of and self.anchors else ""
        return Shown(node, below, source, anchor, bool(node.of) and node.of in self.imagined)


def _section(weight: str) -> str:
    """The section of the syllabus that rules a weighted part."""
    return weight if weight in SECTIONS else "exams"


def _rule(part: Derivation, section: str) -> str:
    """The section that rules a part: what takes from a mark, or adds to it, is out of nothing, by the late policy."""
    return "deadlines" if part.how == "given" and part.out_of == 0 else section


def rule_link(section: str) -> Link:
    return Link(f"{SECTIONS[section]} in the syllabus", f"{reverse('core:syllabus')}#{section}")


def sources_of(student: User, scores: Scores, viewer: User) -> dict[str, Source]:
    """By assessment, for the student or a member of staff: only links that the viewer may follow."""
    rows: dict[str, list[RecordedScore]] = {}
    for row in student.records.all():
        rows.setdefault(row.item, []).append(row)
    written = {item: standing[-1] for item, rows in rows.items() if (standing := records.standing(rows))}
    closed = student.attempts.filter(closed_at__isnull=False).order_by("round")
    attempts = {attempt.paper: attempt for attempt in closed}
    found = of_teams(student, viewer)
    for assessment in course().assessments:
        id = assessment.id
        if id in written:
            found[id] = _recorded(written[id], assessment, viewer)
        elif isinstance(scores.get(id), Excused):
            links = (Link("Excuses", reverse("grades:excuses")),) if allows(viewer, "excuses.read") else ()
            found[id] = Source("", links)
        elif assessment.kind in SITTINGS:
            found[id] = Source("", tuple(_paper(assessment, attempts.get(id), scores, viewer)))
    return found


def of_teams(student: User, viewer: User) -> dict[str, Source]:
    """What the marks that a student has by the work of their teams rest on. What was recorded by hand goes before."""
    found: dict[str, Source] = {}
    for _, of_app in parts.functions("team_sources", "sources"):
        found |= of_app(student, viewer)
    return found


def _recorded(row: RecordedScore, assessment: Assessment, viewer: User) -> Source:
    """A score that somebody wrote down."""
    day = timezone.localtime(row.recorded_at)
    links: tuple[Link, ...] = ()
    if allows(viewer, "grades.record"):
        links = (Link("The record", reverse("grades:record", args=(row.student_id, assessment.id))),)
    return Source(f"Recorded on {day.day} {day:%B}: {row.what}.", links)


def _paper(assessment: Assessment, attempt: Attempt | None, scores: Scores, viewer: User) -> list[Link]:
    """Where the answers of a paper stand, or the paper itself."""
    id, record = assessment.id, scores.get(assessment.id)
    if attempt is not None and allows(viewer, "papers.read_all"):
        links = [Link("The attempt", reverse("papers:one_attempt", args=(id, attempt.pk)))]
        if isinstance(record, Awaiting) and allows(viewer, "marking.mark"):
            links.append(Link("Marking", reverse("marking:list")))
        return links
    if allows(viewer, "papers.review_own"):
        if attempt is not None and isinstance(record, Score):
            return [Link("Your answers, with marks and reasons", reverse("papers:review", args=(id,)))]
        return [Link(f"{assessment.title}: dates and rules", reverse("papers:paper", args=(id,)))]
    return []
