"""Marking short answers by hand: one after the other or in groups, by a second person, and where two marks differ.

Who calls it: staff, by its pages; `papers`, by what speaks against a release (`before_release.py`). It may know
`papers`, whose answers it marks and whose marks it adds. It must not know a grade. A mark that counts is a
`papers.ShortAnswerMark`, whoever gave it and however: what this room keeps says only how it came about.
"""
