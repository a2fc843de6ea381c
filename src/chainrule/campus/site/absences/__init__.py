"""Reports of absence: the student reports, the academic advisor says what was seen, the instructor decides.

Who calls it: those three by its pages, and staff who read which reports there are. It may know `grades`, where an
excuse is recorded, and `papers`, where another sitting or an exemption is granted: it calls both and keeps neither. It
must not know a mark. A document of proof it keeps only where the course says so (`sealing`, `proofs`): encrypted, for
the advisor alone, until after the term. What is possible when, `chainrule.campus.syllabus.absences` says.
"""
