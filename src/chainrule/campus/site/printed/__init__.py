"""Papers on paper: printed in variants, each with an answer sheet, and typed in again by row.

Who calls it: the staff's pages, and `chainrule paper print`. It may know `papers`, whose drawing, freezing and marking
it uses; it must not know grades. A variant is drawn as a student's paper is, by a name that no student has, and is
frozen when it is made: what is typed later is read by what was printed, whatever the course's files say then. A sheet
becomes an attempt with answer events and, for short answers, marks: the grade book, a release and a regrade know no
difference. `desk` reads and records rows; what a cell says is decided in `campus.questions.sheets`.
"""
