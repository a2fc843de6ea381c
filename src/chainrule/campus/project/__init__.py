"""What the team project decides, as pure functions: teams and the draw, the proposal's form, its states and verdicts.

Who calls it: the site's `project` and `proposals` apps, `chainrule draw-teams`, the proof. It may know `syllabus`, and
`labs`, in whose sandbox a team's notebook is run. It must not know Django, a database or a clock.
"""
