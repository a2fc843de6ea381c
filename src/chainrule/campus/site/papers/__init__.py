"""Quizzes and exams on the site: sitting, saving, closing, marking by hand, release.

Who calls it: students, markers, and `grades`, which reads what was released. It must not know labs or grades; what a
mark is, `chainrule.campus.questions` decides.
"""
