"""The team project. Teams: forming them, finding teammates, the draw for who has none, placing by the instructor.

Who calls it: students and staff by its pages, housekeeping at the deadline; the grade book and whoever else wants to
know who is in which team asks `teams`. It may know `core` and `accounts`. It must not know a mark. What is decided,
`chainrule.campus.project` says.
"""
