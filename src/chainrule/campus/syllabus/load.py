"""From `course.toml` to a `Course`: each table read into its type, then everything checked against everything else."""

import datetime as dt
import re
import zoneinfo
from itertools import count
from pathlib import Path

from chainrule.campus.syllabus import model, rules
from chainrule.campus.syllabus.checks import check
from chainrule.campus.syllabus.fields import Fields, read_toml
from chainrule.campus.syllabus.grade_rules import RiskRules
from chainrule.campus.syllabus.revisions import load_revisions
from chainrule.campus.syllabus.term import WEEKDAYS, TermError, class_dates

MOST_CLASSES = 366
MOST_OWN = 5  # questions that are made of one file
ID = re.compile(r"[a-z][a-z0-9-]{0,40}")
PUBLISHED = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+/tree/[\w./-]+")
INSTALLED = re.compile(r"[A-Za-z][\w.+:/@=,\[\]~%#&?-]*")


def load_course(folder: Path) -> model.Course:
    """The course whose files are in `folder`: `course.toml` and `revisions.md`.

    Raises `chainrule.course.CourseError` for the first thing that is wrong, with file, line, problem and remedy.
    """
    with read_toml(folder / "course.toml") as top:
        term = _term(top.table("term"))
        deadline_rules = rules.deadline_rules(top.table("deadlines"))
        course = model.Course(
            folder=folder,
            code=top.text("code"),
            title=top.text("title"),
            description=top.text("description"),
            timezone=_zone(top),
            prerequisites=top.texts("prerequisites"),
            technology=top.text("technology"),
            notebooks=_notebooks(top.table("notebooks")) if top.has("notebooks") else model.Notebooks(),
            people=tuple(_person(fields) for fields in top.tables("people")),
            term=term,
            classes=_classes(top, term),
            assessments=tuple(_assessment(fields) for fields in top.tables("assessments")),
            weights=tuple(_weight(fields) for fields in top.tables("weights")),
            grade_rules=rules.grade_rules(top.table("grades")),
            letters=rules.letters(top.table("letters")) if top.has("letters") else (),
            risk_rules=rules.risk_rules(top.table("risk")) if top.has("risk") else RiskRules(),
            deadline_rules=deadline_rules,
            late_rules=rules.late_rules(top.table("late")),
            project_rules=rules.project_rules(top.table("project")),
            quiz_rules=rules.quiz_rules(top.table("quizzes"), deadline_rules.time),
            exam_rules=rules.exam_rules(top.table("exams"), deadline_rules.time),
            ask_optional_outcomes=_ask_optional(top.table("papers")),
            keep_documents=_keep_documents(top.table("absences")) if top.has("absences") else False,
            notes=_notes(top.table("notes")),
            suggested_reading=tuple(_book(fields) for fields in top.tables("suggested_reading")),
            revisions=load_revisions(folder / "revisions.md"),
            settings=top.settings(),
        )
    check(course, top)
    return course


def _notebooks(table: Fields) -> model.Notebooks:
    with table:
        published, package = table.text("published", ""), table.text("package", "")
        if published and not PUBLISHED.fullmatch(published):
            problem = f'"{published[:80]}" is no folder on GitHub, and Colab opens notebooks from nowhere else'
            table.refuse(
                "published", problem, "copy the folder's address: https://github.com/you/course/tree/main/labs"
            )
        if published and not package:
            problem = "notebooks are published, and nothing says what they install where they are opened"
            table.refuse("package", problem, 'write a name on PyPI, an address, or "git+https://github.com/you/course"')
        if package and not INSTALLED.fullmatch(package):
            problem = f'"{package[:80]}" is nothing that `pip install` takes'
            table.refuse("package", problem, 'write a name, an address, or "git+https://github.com/you/course"')
        return model.Notebooks(published.rstrip("/"), package)


def _zone(top: Fields) -> zoneinfo.ZoneInfo:
    name = top.text("timezone")
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        top.refuse("timezone", f'"{name[:60]}" is no time zone', 'name one of the tz database, such as "Asia/Baku"')


def _term(table: Fields) -> model.Term:
    with table:
        names = table.texts("meets")
        for name in names:
            if name not in WEEKDAYS:
                table.refuse("meets", f'"{name}" is not a weekday', f"use {', '.join(WEEKDAYS)}")
        if len(set(names)) != len(names) or not names:
            table.refuse("meets", "`term.meets` names no weekday, or one twice", "name each weekday once")
        holidays = tuple(_holidays(fields) for fields in table.tables("holidays", least=0))
        return model.Term(table.date("first_class"), tuple(sorted(map(WEEKDAYS.index, names))), holidays)


def _holidays(table: Fields) -> model.Holidays:
    with table:
        holidays = model.Holidays(table.text("name"), table.date("from"), table.date("until"))
        if holidays.last < holidays.first:
            problem = f"the holidays end on {holidays.last}, before they start on {holidays.first}"
            table.refuse("until", problem, "swap the dates")
        return holidays


def _classes(top: Fields, term: model.Term) -> tuple[model.ClassMeeting, ...]:
    tables = top.tables("classes")
    if len(tables) > MOST_CLASSES:
        top.refuse("classes", f"there are {len(tables)} classes", f"a course has at most {MOST_CLASSES}")
    try:
        dates = class_dates(term, len(tables))
    except TermError as error:
        top.table("term").refuse("first_class", str(error), "change the first class, `meets` or the holidays")
    return tuple(_class(table, number, date) for number, table, date in zip(count(1), tables, dates, strict=False))


def _class(table: Fields, expected: int, date: dt.date) -> model.ClassMeeting:
    with table:
        number = table.integer("number", 1, MOST_CLASSES)
        if number != expected:
            problem = f"class {number} stands where class {expected} should"
            table.refuse("number", problem, "number the classes 1, 2, 3, ... in order")
        outcomes = tuple(outcome(sentence) for sentence in table.texts("outcomes"))
        needs = table.integers("needs", 1, number - 1)
        return model.ClassMeeting(number, date, table.text("topic"), outcomes, tuple(sorted(set(needs))))


def outcome(sentence: str) -> model.Outcome:
    """The outcome written in Markdown as `sentence`; "Optional:" in front marks it as optional."""
    markdown = sentence.removeprefix(model.OPTIONAL).strip()
    return model.Outcome(plain(markdown), markdown, optional=sentence.startswith(model.OPTIONAL))


def plain(markdown: str) -> str:
    """The words of a sentence without emphasis and without the targets of its links."""
    return re.sub(r"\*+|`", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown))


def _assessment(table: Fields) -> model.Assessment:
    with table:
        id = table.text("id")
        if not ID.fullmatch(id):
            table.refuse("id", f'"{id[:60]}" is no id', "use small letters, digits and dashes, such as quiz-1")
        kind = table.choice("kind", model.KINDS)
        beside = table.integer("class", 1, MOST_CLASSES) if table.has("class") else None
        covers = _covers(table) if kind in model.SITTINGS else ()
        own = _own_code(table.table("own_code")) if kind in model.SITTINGS and table.has("own_code") else None
        return model.Assessment(id, kind, table.text("title"), table.date("date"), beside, covers, own)


def _own_code(table: Fields) -> model.OwnCode:
    with table:
        return model.OwnCode(
            lab=table.integer("lab", 1, MOST_CLASSES),
            questions=table.integer("questions", 1, MOST_OWN),
            not_passed=table.choice("not_passed", model.NOT_PASSED),
        )


def _covers(table: Fields) -> tuple[int, ...]:
    """Class numbers from "14", "1-3" or "1-3, 5"."""
    written = table.text("covers")
    numbers: list[int] = []
    for part in written.split(","):
        match = re.fullmatch(r"\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*", part)
        if not match or int(match[1]) > int(match[2] or match[1]):
            table.refuse("covers", f'"{written[:60]}" is no range of classes', 'write "14", "1-3" or "1-3, 5"')
        numbers.extend(range(int(match[1]), int(match[2] or match[1]) + 1))
    if len(set(numbers)) != len(numbers):
        table.refuse("covers", f'"{written[:60]}" names a class twice', "name each class once")
    return tuple(sorted(numbers))


def _person(table: Fields) -> model.Person:
    with table:
        role = table.choice("role", model.ROLES)
        email = table.text("email")
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
            table.refuse("email", f'"{email[:60]}" is no mail address', "write it as name@university.edu")
        return model.Person(role, table.text("name"), email, table.text("office", ""), table.text("program", ""))


def _weight(table: Fields) -> model.Weight:
    with table:
        return model.Weight(table.text("id"), table.text("title"), table.text("info"), table.number("weight", 0, 100))


def _ask_optional(table: Fields) -> bool:
    with table:
        return table.switch("ask_optional_outcomes")


def _keep_documents(table: Fields) -> bool:
    with table:
        return table.switch("keep_documents")


def _notes(table: Fields) -> model.Notes:
    with table:
        return model.Notes(table.text("contacts"), table.text("dates"), table.text("exams"), table.text("outline"))


def _book(table: Fields) -> model.Book:
    with table:
        return model.Book(table.text("text"), table.text("url", ""))
