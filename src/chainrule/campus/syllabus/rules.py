"""Reading the tables of rules: grades, deadlines, late policy, project, quizzes and exams."""

import datetime as dt
import math
import re

from chainrule.campus.syllabus import model
from chainrule.campus.syllabus.fields import Fields
from chainrule.campus.syllabus.grade_rules import GradeRules, Letter, RiskRules
from chainrule.campus.syllabus.late_rules import (
    BONUS_CAPS,
    BORDERS,
    PENALTY_BASES,
    LateRules,
    LateTier,
    SlowUploads,
)

ANY_COUNT = 1000
LETTER = re.compile(r"\w(?:[\w +/-]{0,8}[\w+-])?")


def grade_rules(table: Fields) -> GradeRules:
    with table:
        return GradeRules(table.integer("decimals", 0, 6), table.switch("drop_early"))


def letters(table: Fields) -> tuple[Letter, ...]:
    """The letter grades by their lower bounds, from the best down to the one that begins at 0."""
    found: list[Letter] = []
    for name in table.ids():
        if not LETTER.fullmatch(name):
            remedy = 'write one to ten letters, digits, "+" and "-", such as A or "B+"'
            table.refuse(name, f'"{name[:60]}" is no letter grade', remedy)
        letter = Letter(name, table.number(name, 0, 100))
        if found and letter.least >= found[-1].least:
            above = found[-1]
            problem = f"{name} begins at {letter.least:g}, and {above.name} above it at {above.least:g}"
            table.refuse(name, problem, "list the letters from the best down, each with a bound of its own")
        found.append(letter)
    if not found or found[-1].least > 0:
        problem = "the lowest grades have no letter: none begins at 0"
        table.refuse(found[-1].name if found else None, problem, "end the table with one that does, such as F = 0")
    return tuple(found)


def risk_rules(table: Fields) -> RiskRules:
    with table:
        return RiskRules(table.number("below", 0, 100), table.integer("missed", 1, ANY_COUNT))


def deadline_rules(table: Fields) -> model.DeadlineRules:
    with table:
        return model.DeadlineRules(table.time("time"), table.text("text"))


def late_rules(table: Fields) -> LateRules:
    with table:
        return LateRules(
            grace=table.duration("grace"),
            tiers=tuple(_tier(fields) for fields in table.tables("tiers")),
            on_the_border=table.choice("on_the_border", BORDERS),
            penalty_of=table.choice("penalty_of", PENALTY_BASES),
            penalty_on_bonus=table.switch("penalty_on_bonus"),
            bonus_cap=table.choice("bonus_cap", BONUS_CAPS),
            slow=_slow_uploads(table),
        )


def _slow_uploads(table: Fields) -> SlowUploads | None:
    if not table.has("slow_upload_seconds") and not table.has("slow_upload_rate"):
        return None
    return SlowUploads(
        table.number("slow_upload_seconds", 1, 24 * 3600), table.number("slow_upload_rate", 0, 1_000_000)
    )


def _tier(table: Fields) -> LateTier:
    with table:
        return LateTier(table.duration("until"), table.number("penalty", 0, 100), table.switch("bonus"))


def project_rules(table: Fields) -> model.ProjectRules:
    with table:
        shares = table.table("shares")
        return model.ProjectRules(
            shares=tuple((id, shares.number(id, 0, 100)) for id in shares.ids()),
            proposal=_proposal(table.table("proposal")),
            teams=_teams(table.table("teams")),
            text=table.text("text"),
        )


def _proposal(table: Fields) -> model.ProposalRules:
    with table:
        return model.ProposalRules(table.number("rejected_at_most", 0, 100), table.text("resubmit_until"))


def _teams(table: Fields) -> model.TeamRules:
    with table:
        return model.TeamRules(
            members=table.integer("members", 1, ANY_COUNT),
            assigned_before=table.days("assigned_before"),
            assigned_to=table.choice("assigned_to", model.TEAM_ASSIGNMENTS),
        )


def quiz_rules(table: Fields, deadline: dt.time) -> model.QuizRules:
    with table:
        return model.QuizRules(
            minutes=table.integer("minutes", 1, 24 * 60),
            blueprint=_blueprint(table),
            levels=_levels(table),
            opens=table.time("opens"),
            closes=table.time("closes", deadline),
            full_time_after_closing=table.switch("full_time_after_closing"),
            text=table.text("text"),
            best=table.integer("best", 1, ANY_COUNT),
            samples_per_type=table.integer("samples_per_type", 0, ANY_COUNT),
            samples=table.texts("samples") if table.has("samples") else (),
            excused=table.choice("excused", model.QUIZ_EXCUSES),
            excused_uses_drop=table.switch("excused_uses_drop"),
        )


def exam_rules(table: Fields, deadline: dt.time) -> model.ExamRules:
    with table:
        return model.ExamRules(
            minutes=table.integer("minutes", 1, 24 * 60),
            blueprint=_blueprint(table),
            levels=_levels(table),
            opens=table.time("opens"),
            closes=table.time("closes", deadline),
            full_time_after_closing=table.switch("full_time_after_closing"),
            text=table.text("text"),
            conflict_notice=table.days("conflict_notice"),
            excused=table.choice("excused", model.EXAM_EXCUSES),
        )


def _blueprint(table: Fields) -> model.Blueprint:
    questions = table.integer("questions", 1, ANY_COUNT)
    with table.table("blueprint") as fields:
        blueprint = model.Blueprint(
            multiple_choice=fields.integer("multiple_choice", 0, ANY_COUNT),
            short_answer=fields.integer("short_answer", 0, ANY_COUNT),
            code=fields.integer("code", 0, ANY_COUNT),
        )
    if blueprint.questions != questions:
        problem = f"the blueprint has {blueprint.questions} questions, but `questions` says {questions}"
        table.refuse("blueprint", problem, "make them agree")
    return blueprint


def _levels(table: Fields) -> dict[str, float]:
    if not table.has("levels"):
        return {}
    with table.table("levels") as fields:
        shares = {level: fields.number(level, 0, 1) for level in model.LEVELS}
    if not math.isclose(sum(shares.values()), 1.0):
        table.refuse("levels", f"the shares add up to {sum(shares.values()):g}", "make them add up to 1")
    return shares
