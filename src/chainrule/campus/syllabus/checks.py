"""What must hold between the parts of a course; each check refuses with the line to look at."""

import datetime as dt
from collections.abc import Iterable

from chainrule.campus.syllabus.fields import Fields
from chainrule.campus.syllabus.model import SITTINGS, Assessment, Course, PaperRules
from chainrule.campus.syllabus.policies import fill
from chainrule.course import lecture_folders

LATEST_AFTER_CLASSES = dt.timedelta(days=366)


def check(course: Course, top: Fields) -> None:
    """Raise `CourseError` for the first part of the course that does not fit another."""
    _holidays(course, top)
    _late_tiers(course, top)
    _windows(course, top)
    _assessments(course, top)
    _weights(course, top)
    _quizzes(course, top)
    _project(course, top)
    _texts(course, top)


def _holidays(course: Course, top: Fields) -> None:
    tables = top.table("term").tables("holidays", least=0)
    for index, (holidays, table) in enumerate(zip(course.term.holidays, tables, strict=True)):
        for other in course.term.holidays[:index]:
            if holidays.first <= other.last and other.first <= holidays.last:
                problem = f"the holidays {holidays.first} to {holidays.last} overlap {other.first} to {other.last}"
                table.refuse("from", problem, "make one of both, or mend the dates")


def _late_tiers(course: Course, top: Fields) -> None:
    before_until, before_penalty, before_bonus = course.late_rules.grace, 0.0, True
    for tier, table in zip(course.late_rules.tiers, top.table("late").tables("tiers"), strict=True):
        if tier.until <= before_until:
            remedy = "list the tiers from short to long, all longer than `grace`"
            table.refuse("until", "this late tier ends before it starts", remedy)
        if tier.penalty < before_penalty:
            table.refuse("penalty", "this late tier costs less than the one before it", "penalties may only grow")
        if tier.bonus and not before_bonus:
            table.refuse("bonus", "this late tier gives back the bonus that an earlier one took", "set it to false")
        before_until, before_penalty, before_bonus = tier.until, tier.penalty, tier.bonus


def _windows(course: Course, top: Fields) -> None:
    papers: tuple[tuple[str, PaperRules], ...] = (("quizzes", course.quiz_rules), ("exams", course.exam_rules))
    for name, rules in papers:
        day = dt.date.min
        if dt.datetime.combine(day, rules.closes) - dt.datetime.combine(day, rules.opens) < rules.time_limit:
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
            _own_code(course, assessment, table)


def _date(course: Course, assessment: Assessment, table: Fields) -> None:
    first, last, date = course.classes[0], course.classes[-1], assessment.date
    if assessment.beside is not None:
        if assessment.beside > last.number:
            table.refuse("class", f"there is no class {assessment.beside}", f"the classes are 1 to {last.number}")
        expected = course.meeting(assessment.beside).date
        if date != expected:
            beside = f"class {assessment.beside} is on {expected:%a} {expected}"
            problem = f"{assessment.id} is dated {date:%a} {date}, but {beside}"
            table.refuse("date", problem, f"write {expected}, or name another class")
    for holidays in course.term.holidays:
        if date in holidays:
            problem = f"{assessment.id} on {date} lies in the holidays {holidays.first} to {holidays.last}"
            table.refuse("date", problem, "choose a day outside them")
    if date < first.date:
        table.refuse("date", f"{assessment.id} on {date} is before the first class", "check the date")
    if date - last.date > LATEST_AFTER_CLASSES:
        table.refuse("date", f"{assessment.id} on {date} is more than a year after the last class", "check the date")


def _covers(course: Course, assessment: Assessment, table: Fields) -> None:
    for number in assessment.covers:
        if not 1 <= number <= len(course.classes):
            remedy = f"the classes are 1 to {len(course.classes)}"
            table.refuse("covers", f"{assessment.id} covers class {number}, which there is not", remedy)
        covered = course.meeting(number).date
        if covered >= assessment.date:
            problem = f"{assessment.id} on {assessment.date} covers class {number}, which is on {covered}"
            table.refuse("covers", problem, "cover classes before the date only")


def _own_code(course: Course, assessment: Assessment, table: Fields) -> None:
    own = assessment.own_code
    if own is None:
        return
    fields = table.table("own_code")
    if own.lab not in assessment.covers:
        problem = f"{assessment.id} asks about lab {own.lab}, and does not cover class {own.lab}"
        fields.refuse("lab", problem, "name the lab of a class that it covers, or cover that class too")
    folder = lecture_folders(course.folder).get(own.lab)
    if folder is None or not (folder / "lab.toml").is_file():
        problem = f"{assessment.id} asks about lab {own.lab}, which there is not"
        fields.refuse("lab", problem, "name a class whose folder has a lab.toml")
    code = course.paper_rules(assessment.id).blueprint.code
    if own.questions > code:
        problem = f"{assessment.id} asks {own.questions} questions about the student's own code, and has {code} on code"
        fields.refuse("questions", problem, f"ask at most {code}: they take the places of code questions")


def _weights(course: Course, top: Fields) -> None:
    tables = top.tables("weights")
    known = {"project", "quizzes", *(exam.id for exam in course.exams)}
    ids = [weight.id for weight in course.weights]
    for id, table in zip(ids, tables, strict=True):
        if id not in known:
            table.refuse("id", f'"{id}" has a weight but is no part of the course', f"the parts are {_list(known)}")
        if ids.count(id) > 1:
            table.refuse("id", f'"{id}" has two weights', "keep one")
    for id in sorted(known - set(ids)):
        tables[0].refuse(None, f'"{id}" has no weight', "add it under [[weights]], with 0 if it counts nothing")
    total = sum(weight.weight for weight in course.weights)
    if abs(total - 100) > 1e-9:
        tables[0].refuse("weight", f"the weights add up to {total:g}, not to 100", "change them until they do")


def _quizzes(course: Course, top: Fields) -> None:
    best, count = course.quiz_rules.best, len(course.quizzes)
    if best > count:
        problem = f"the best {best} quizzes count, but there are {count}"
        top.table("quizzes").refuse("best", problem, "lower `best`, or add quizzes")


def _project(course: Course, top: Fields) -> None:
    rules, shares = course.project_rules, top.table("project").table("shares")
    handed_in = [a.id for a in course.assessments if a.kind in ("proposal", "milestone")]
    for id, _ in rules.shares:
        if id not in handed_in:
            problem = f'"{id}" is no proposal or milestone of this course'
            shares.refuse(id, problem, f"the project has {_list(handed_in)}")
    for id in handed_in:
        if id not in dict(rules.shares):
            shares.refuse(None, f'"{id}" has no share of the project grade', f"add `{id} = ...`")
    total = sum(share for _, share in rules.shares)
    if abs(total - 100) > 1e-9:
        shares.refuse(None, f"the shares of the project add up to {total:g}, not to 100", "change them until they do")
    proposals = [a for a in course.assessments if a.kind == "proposal"]
    if len(proposals) != 1:
        top.refuse("assessments", f"there are {len(proposals)} proposals", "a project has one")
    _proposal(course, proposals[0], top.table("project").table("proposal"))
    _teams(course, proposals[0], top)


def _proposal(course: Course, proposal: Assessment, table: Fields) -> None:
    rules = course.project_rules.proposal
    half = course.project_rules.share(proposal.id) / 2
    if rules.rejected_at_most > half:
        problem = "a rejected proposal would reach more than half of its share"
        table.refuse("rejected_at_most", problem, f"write {half:g} or less")
    if not course.has_assessment(rules.resubmit_until):
        problem = f'there is no assessment "{rules.resubmit_until}"'
        table.refuse("resubmit_until", problem, "name one by its id, such as milestone-1")
    if course.assessment(rules.resubmit_until).date <= proposal.date:
        problem = f'"{rules.resubmit_until}" is not after the proposal'
        table.refuse("resubmit_until", problem, "name a later assessment")


def _teams(course: Course, proposal: Assessment, top: Fields) -> None:
    """Whoever is in no team is assigned a while before the proposal: the team details are due by then."""
    assigned = proposal.date - course.project_rules.teams.assigned_before
    for assessment, table in zip(course.assessments, top.tables("assessments"), strict=True):
        if assessment.kind == "teams" and assessment.date > assigned:
            problem = f"{assessment.id} is on {assessment.date}, after {assigned}, when students are assigned to teams"
            table.refuse("date", problem, "move it, or change `project.teams.assigned_before`")


def _texts(course: Course, top: Fields) -> None:
    """Every {name} in a text is a setting that there is."""
    tables = [top.table(name) for name in ("deadlines", "project", "quizzes", "exams", "notes")]
    for table in tables:
        for key, text in table.values.items():
            if isinstance(text, str):
                try:
                    fill(course, text)
                except LookupError as error:
                    table.refuse(key, str(error.args[0]), "use a known name, or write the words out")


def _list(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids))
