"""Labs on the site: hand-ins, verdicts, histories, re-runs, the class.

Who calls it: students by page and by `chainrule submit`, staff, and the jobs' workers, which call back what this room
gave them. It must not know papers or grades; how a file is checked, `chainrule.labs` knows.
"""
