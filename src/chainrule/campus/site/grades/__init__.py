"""Grades on the site: one's own, the grade book, excuses, what-if.

Who calls it: students, staff, the advisor; no other app. It reads what papers wrote and must not decide a rule: each
number comes from `chainrule.campus.syllabus`.
"""
