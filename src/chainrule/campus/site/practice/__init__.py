"""Practice: the bank's questions one at a time, each time another variant, marked at once and explained.

Who calls it: the learner of `chainrule learn`, by its pages; `alone`, which asks how far they are. It may know
`papers`, whose forms and feedback it shows, and `lectures`, to say where an answer is explained. It must not know an
attempt, a class or a grade: nothing here counts. `choosing` is pure; marking is `questions.marking`, as for papers.
"""
