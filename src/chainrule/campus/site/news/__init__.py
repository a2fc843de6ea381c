"""Announcements, and word of what happened by itself: a released score, a deadline near, a revision of the syllabus.

Who calls it: the instructor, who writes, and everybody who signs in, who reads; the server's housekeeping, which looks
for what happened and sends letters. It may know `grades`, `papers` and `project`, from which it reads who is concerned.
It must not know a mark. Each person is told of each thing once: `models.Notice` has one row for both, and a letter is
claimed before it is sent.
"""
