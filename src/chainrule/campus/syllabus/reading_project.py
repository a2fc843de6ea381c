"""Readings of the team project: teams, proposal, milestones."""

from chainrule.campus.syllabus import wording
from chainrule.campus.syllabus.deadlines import due, teams_assigned
from chainrule.campus.syllabus.model import Assessment, Course
from chainrule.campus.syllabus.reading import Reading, reading


def _proposal(course: Course) -> Assessment:
    return next(a for a in course.assessments if a.kind == "proposal")


def team_details(course: Course) -> Reading:
    before = wording.duration(course.project_rules.teams.assigned_before)
    details = [due(course, a.id) for a in course.assessments if a.kind == "teams"]
    at = wording.moment(details[0] if details else teams_assigned(course))
    return reading(
        course,
        "team-details",
        f"When are team details due, and when is “{before} before the project proposal deadline”?",
        f"Team details are due on {at}. Whoever has no team on {wording.moment(teams_assigned(course))} is assigned "
        "to one. Details carry no mark, so the late tiers do not apply to them.",
        "The date in the outline is a deadline like all others, and so is at their hour.",
        "project.teams.assigned_before",
    )


def assignment(course: Course) -> Reading:
    rules = course.project_rules.teams
    if rules.assigned_to == "new-teams":
        answer = (
            f"They form new teams of up to {wording.number(rules.members)} among themselves, as even as can be, drawn "
            "at random. One student left alone joins the smallest team with room."
        )
        why = "Teams that found each other stay as they are."
    else:
        answer = "They fill the smallest teams that have room, drawn at random; who is left forms new teams."
        why = "Fewer teams, and nobody starts among strangers only."
    question = "How are students without a team assigned at random?"
    return reading(course, "team-assignment", question, answer, why, "project.teams.assigned_to")


def team_size(course: Course) -> Reading:
    members = wording.number(course.project_rules.teams.members)
    return reading(
        course,
        "team-size",
        f"May a team have fewer than {members} members?",
        f"Yes. “Up to {members}” allows less, and a student who hands in details alone is a team of one.",
        "The text sets a most and no least.",
        "project.teams.members",
    )


def team_grade(course: Course) -> Reading:
    return reading(
        course,
        "team-grade",
        "Do all members of a team get the same project grade?",
        "Yes, as a rule: proposal and milestones are marked once for the team, and each member gets that mark. The "
        "instructor may give one member more or less for a milestone, with a reason that the member reads.",
        "The text speaks of the work of the team only. Where one member did most of it, or nothing, a person decides.",
    )


def percent_of_what(course: Course) -> Reading:
    share = course.project_rules.share(_proposal(course).id)
    weight = next(weight.weight for weight in course.weights if weight.id == "project")
    points = share * weight / 100
    return reading(
        course,
        "proposal-share",
        f"A proposal that passes receives {share:g}%: of what?",
        f"Of the project grade, as the milestones do; that is {points:g} of the {weight:g} points that the project has "
        "in the course.",
        "The three shares add up to the whole project only when read this way.",
        "project.shares.proposal",
    )


def revise(course: Course) -> Reading:
    until = due(course, course.project_rules.proposal.resubmit_until)
    return reading(
        course,
        "proposal-revise",
        "Until when can a proposal marked “revise” be changed, and what does it count until then?",
        f"Until {wording.moment(until)}. Until the changes are approved it counts zero, also in the grade so far, and "
        "is shown as provisional. If nothing comes by then, or what came does not pass, the zero stays.",
        "The text names a provisional zero and no last day. After that deadline a proposal no longer guides the work.",
        "project.proposal.resubmit_until",
    )


def reject(course: Course) -> Reading:
    rules = course.project_rules
    return reading(
        course,
        "proposal-reject",
        "What does a rejected proposal receive?",
        f"Zero, until a substantially different one passes; then {rules.proposal.rejected_at_most:g}% of the project "
        f"grade instead of {rules.share(_proposal(course).id):g}%. The new one may be marked “revise” too; a second "
        "rejection does not lower the ceiling again. It has the same last day as changes.",
        "“Eligible for a maximum” is a ceiling; a proposal passes or does not, so one that passes reaches it.",
        "project.proposal.rejected_at_most",
        "project.proposal.resubmit_until",
    )


def late_proposal(course: Course) -> Reading:
    return reading(
        course,
        "proposal-late",
        "What if the proposal itself is late?",
        "The late tiers apply to what it receives. The lateness of the first hand-in stays with it through changes and "
        "after a rejection. A proposal that comes too late to be accepted receives nothing.",
        "Its deadline is one like all others; a proposal must not gain by being sent back.",
    )


READINGS = (
    team_details,
    assignment,
    team_size,
    team_grade,
    percent_of_what,
    revise,
    reject,
    late_proposal,
)
