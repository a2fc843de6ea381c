"""What waits for a sandbox: taken in turn, done once, taken up again where a process died over it.

Who calls it: labs and papers, which have such work, and `chainrule worker`. It must not know either: a room gives it a
*kind of job* (`kinds.Kind`), by a module `job.py` with a function `kinds()`; its rows are a model that inherits
`models.Job`. To queue something, save the row and call `wake.workers()`. A job goes downwards: queue, worker,
performing, and back into the kind's own room.
"""
