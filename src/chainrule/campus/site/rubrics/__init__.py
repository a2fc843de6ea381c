"""Milestones marked by their rubrics, what members say of each other, release, and the gallery of projects.

Who calls it: staff and students by its pages; `grades` asks its `team_records` without knowing it. It may know
`milestones`, whose hand-ins it marks, and `grades`. It must not decide which mark counts, what levels come to or what
lateness costs: `chainrule.campus.project` and the syllabus say that.
"""
