"""A team's milestones: tried, handed in, fetched and checked, with the instant that the late policy counts from.

Who calls it: students by its pages, the queue by its `job`; rubrics take its rows as they are. It may know `project`,
whose teams it takes as they are now, `repositories`, which fetches, and the pure checks of `campus.project`. It
must not decide what is wrong with a repository or what lateness costs (the checks and the syllabus say that), nor mark.
"""
