"""Questions and answers under each lecture, each lab and each question of a released paper.

Who calls it: students and staff, from a section below these pages (`below.py`, which `core.parts` finds) and from a
page of their own; the server's housekeeping, which sends letters. It may know `papers`, from which it reads who sits
one and which are released, and which lectures and labs there are. It must not know a mark, and nothing that it shows
may tell a classmate who wrote without a name. Nothing is read from an open paper: while one is open nobody of the class
writes, and what staff write in that time is read when it is over (`holds.py`).
"""
