"""The course for one person on a laptop: their labs in a folder, practice, progress; no accounts, no class.

Who calls it: `chainrule learn`, by the setting CHAINRULE_ALONE; no other site has its addresses (`urls`) or its learner
(`learner`). It may know every app below. It must not know a class, and has no second truth: a lab's file is the one in
the folder, what passed and which hints were shown stand in the folder's own file, as for `chainrule progress`. Checks
run as `chainrule check` runs them: the learner's own code on the learner's own machine, not isolated.
"""
