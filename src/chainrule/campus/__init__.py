"""The platform: the course as files (`syllabus`, `questions`, `lectures`), its proof, and the site.

Who calls it: the command line. Below it lie the labs and the library, which must not know that there is a platform.
`syllabus`, `questions`, `lectures` and `proof` know no Django, no database and no clock: `now` is a parameter.
"""
