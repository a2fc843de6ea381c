"""What must hold between the parts of a course; each check refuses with the line to look at."""

from collections.abc import Iterable

from chainrule.campus.syllabus.fields import Fields
from chainrule.campus.syllabus.model import SITTINGS, Assessment, Course, PaperRules


def check(course: Course, top: Fields) -> None:
    """Raise `CourseError` for the first part of the course that does not fit another."""
    _holidays(course, top)
    _late_tiers(course, top)
    _windows(course, top)
    _assessments(course, top)
    _weights(course, top)
    _quizzes(course, top)
    _project(course, top)


def _holidays(course: Course, top: Fields) -> None:
    tables = top.table("term").tables("holidays") if course.term.holidays else []
    for index, (holidays, table) in enumerate(zip(course.term.holidays, tables, strict=True)):
        for other in course.term.holidays[:index]:
            if holidays.first <= other.last and other.first <= holidays.last:
                problem = (
                    f"the holidays {holidays.first} to {holidays.last} overlap those from {other.first} to {other.last}"
                )
                table.refuse("from", problem, "make one of both, or mend the dates")


def _late_tiers(course: Course, top: Fields) -> None:
    late = course.late_rules
    table = top.table("late")
    before_until, before_penalty, before_bonus = late.grace, 0.0, True
    for tier, fields in zip(late.tiers, table.tables("tiers"), strict=True):
        if tier.until <= before_until:
            fields.refuse(
                "until",
                "this late tier ends before it starts",
                "list the tiers from short to long, longer than `grace`",
            )
        if tier.penalty < before_penalty:
            fields.refuse("penalty", "this late tier costs less than the one before it", "penalties may only grow")
        if tier.bonus and not before_bonus:
            fields.refuse("bonus", "this late tier gives back the bonus that an earlier one took", "set it to false")
        before_until, before_penalty, before_bonus = tier.until, tier.penalty, tier.bonus


def _windows(course: Course, top: Fields) -> None:
    papers: tuple[tuple[str, PaperRules], ...] = (("quizzes", course.quiz_rules), ("exams", course.exam_rules))
    for name, rules in papers:
        minutes_open = (rules.closes.hour - rules.opens.hour) * 60 + rules.closes.minute - rules.opens.minute
        if minutes_open < rules.minutes:
            problem = f"open from {rules.opens:%H:%M} to {rules.closes:%H:%M}, too short for {rules.minutes} minutes"
            top.table(name).refuse("opens", problem, "open earlier or close later")


def _assessments(course: Course, top: Fields) -> None:
    seen: set[str] = set()
    for assessment, table in zip(course.assessments, top.tables("assessments"), strict=True):
        if assessment.id in seen:
            table.refuse("id", f'the id "{assessment.id}" is taken by an assessment above', "give each its own id")
        seen.add(assessment.id)
        _date(course, assessment, table)
        if assessment.kind in SITTINGS:
            _covers(course, assessment, table)


def _date(course: Course, assessment: Assessment, table: Fields) -> None:
    last = course.classes[-1]
    if assessment.beside is not None:
        if assessment.beside > last.number:
            table.refuse("class", f"there is no class {assessment.beside}", f"the classes are 1 to {last.number}")
        expected = course.meeting(assessment.beside).date
        if assessment.date != expected:
            problem = (
                f"{assessment.id} is dated {assessment.date:%a} {assessment.date}, but class {assessment.beside} is on "
            )
            table.refuse("date", f"{problem}{expected:%a} {expected}", f"write {expected}, or name another class")
    for holidays in course.term.holidays:
        if assessment.date in holidays:
            problem = f"{assessment.id} on {assessment.date} lies in the holidays {holidays.first} to {holidays.last}"
            table.refuse("date", problem, "choose a day outside them")
    if assessment.date < course.classes[0].date:
        table.refuse("date", f"{assessment.id} on {assessment.date} is before the first class", "check the date")
    if (assessment.date - last.date).days > 366:
        table.refuse(
            "date", f"{assessment.id} on {assessment.date} is more than a year after the last class", "check the date"
        )


def _covers(course: Course, assessment: Assessment, table: Fields) -> None:
    for number in assessment.covers:
        if not 1 <= number <= len(course.classes):
            table.refuse(
                "covers", f"{assessment.id} covers class {number}", f"the classes are 1 to {len(course.classes)}"
            )
        covered = course.meeting(number)
        if covered.date >= assessment.date:
            problem = f"{assessment.id} on {assessment.date} covers class {number}, which is on {covered.date}"
            table.refuse("covers", problem, "cover classes before the date only")


def _weights(course: Course, top: Fields) -> None:
    tables = top.tables("weights")
    total = sum(weight.weight for weight in course.weights)
    if abs(total - 100) > 1e-9:
        tables[0].refuse("weight", f"the weights add up to {total:g}, not to 100", "change them until they do")
    known = {"project", "quizzes", *(exam.id for exam in course.exams)}
    ids = [weight.id for weight in course.weights]
    for id, table in zip(ids, tables, strict=True):
        if id not in known:
            table.refuse("id", f'"{id}" has a weight but is no part of the course', f"the parts are {_list(known)}")
        if ids.count(id) > 1:
            table.refuse("id", f'"{id}" has two weights', "keep one")
    for id in sorted(known - set(ids)):
        tables[0].refuse(None, f'"{id}" has no weight', "add it under [[weights]], with 0 if it counts nothing")


def _quizzes(course: Course, top: Fields) -> None:
    best, count = course.quiz_rules.best, len(course.quizzes)
    if best > count:
        top.table("quizzes").refuse(
            "best", f"the best {best} quizzes count, but there are {count}", f"write {count} or less"
        )


def _project(course: Course, top: Fields) -> None:
    rules, table = course.project_rules, top.table("project")
    shares = table.table("shares")
    handed_in = {a.id: a for a in course.assessments if a.kind in ("proposal", "milestone")}
    for id, _ in rules.shares:
        if id not in handed_in:
            shares.refuse(
                id, f'"{id}" is no proposal or milestone of this course', f"the project has {_list(handed_in)}"
            )
    for id in handed_in:
        if id not in dict(rules.shares):
            shares.refuse(None, f'"{id}" has no share of the project grade', f"add `{id} = ...`")
    total = sum(share for _, share in rules.shares)
    if abs(total - 100) > 1e-9:
        shares.refuse(None, f"the shares of the project add up to {total:g}, not to 100", "change them until they do")
    _proposal(course, top)
    _teams(course, top)


def _proposal(course: Course, top: Fields) -> None:
    rules, table = course.project_rules, top.table("project").table("proposal")
    proposals = [a for a in course.assessments if a.kind == "proposal"]
    if len(proposals) != 1:
        top.refuse("assessments", f"there are {len(proposals)} proposals", "a project has one")
    if rules.proposal.rejected_at_most > rules.share(proposals[0].id) / 2:
        half = f"{rules.share(proposals[0].id) / 2:g}"
        table.refuse(
            "rejected_at_most", "a rejected proposal would reach more than half of its share", f"write {half} or less"
        )
    until = rules.proposal.resubmit_until
    if not course.has_assessment(until):
        table.refuse("resubmit_until", f'there is no assessment "{until}"', "name one by its id, such as milestone-1")
    if course.assessment(until).date <= proposals[0].date:
        table.refuse("resubmit_until", f'"{until}" is not after the proposal', "name a later assessment")


def _teams(course: Course, top: Fields) -> None:
    """Whoever is in no team is assigned a while before the proposal: the team details are due by then."""
    assigned = (
        next(a for a in course.assessments if a.kind == "proposal").date - course.project_rules.teams.assigned_before
    )
    for assessment, table in zip(course.assessments, top.tables("assessments"), strict=True):
        if assessment.kind == "teams" and assessment.date > assigned:
            problem = f"{assessment.id} is on {assessment.date}, after {assigned}, when students are assigned to teams"
            table.refuse("date", problem, "move it, or change `project.teams.assigned_before`")


def _list(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids))
