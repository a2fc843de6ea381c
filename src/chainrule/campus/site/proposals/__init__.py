"""The proposal of a team: written together, handed in, reviewed in rounds, and on record for each member.

Who calls it: students and staff by its pages; `grades` asks its `team_records` without knowing it. It may know
`project`, whose teams it takes as they are now, and `grades`. It must not decide what may
happen when, nor what it is worth: `chainrule.campus.project.verdicts` and the syllabus say that.
"""
