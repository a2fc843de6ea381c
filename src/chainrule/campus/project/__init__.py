"""What the team project decides, as pure functions: how teams form, and the draw for students who have none.

Who calls it: the site's `project` app and `chainrule draw-teams`. It may know `syllabus`. It must not know Django, a
database or a clock.
"""
