"""Questions about one's own code: practice after a lab is passed, a sheet for an oral check, questions of a paper.

Who calls it: students and staff, by its pages; the queue, by its kind of job; `papers`, which asks it (`own_questions`)
for what is ready when a student begins. It may know `labs`, whose files it asks about, and `papers`, whose forms and
feedback it shows and whose hours it prepares for (`for_papers`). It must not know a grade. What is asked is
`questions.viva`'s; it is made once, in the sandbox, and kept with its keys.
"""
