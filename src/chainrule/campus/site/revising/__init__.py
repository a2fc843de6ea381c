"""Revisions of the rules: those in force are kept, and an edited course.toml counts once it is applied.

Who calls it: the server, which takes the rules in force up when it starts and looks each second whether a revision was
applied; `chainrule revise`; the instructor, by the page that shows what an edit would do. It may know `grades`, which
it asks for every grade twice, and `news`, where it leaves word. It must not decide what differs or by how much: that
says `chainrule.campus.syllabus.revising`.
"""
