"""Practice: the public questions of the bank for no points, marked at once and explained; and what to repeat, and when.

Who calls it: a learner, by its pages, in the course for one as on a class's site; `alone`, which asks how far they are;
the queue, by its kind of job. It may know `papers`, whose forms and feedback it shows, and `lectures`, to say where an
answer is explained. It must not know a class or a grade: nothing here counts. Of an attempt it knows one thing, that it
is under way: then it is shut. `choosing` and `repeating` are pure; marking is `questions.marking`, as for papers.

`repeating`: an outcome answered wrong comes back after 1, 3 and 7 days. `sheets`: practice papers, of a lecture or of
what is due. `answering`: alone, the learner's code runs on the learner's own machine; on a class's site it waits for
the sandbox (`job`).
"""
