"""The lectures' pages, and where each reader stopped.

Who calls it: readers. It must not know labs, papers or grades; what a lecture is, `chainrule.campus.lectures` knows.
"""
