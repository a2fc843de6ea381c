"""Questions about one's own code, as pages: practice after a lab is passed, and a sheet for an oral check.

Who calls it: students and staff, by its pages; the queue, by its kind of job. It may know `labs`, whose files it asks
about, and `papers`, whose forms and feedback it shows. It must not know a paper's attempt or a grade: nothing here
counts. What is asked is `questions.viva`'s; it is made once, in the sandbox, and kept with its keys.
"""
