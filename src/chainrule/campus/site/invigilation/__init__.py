"""Papers under supervision: an access code, allowed networks, one browser each, start, pause and stop, who is where.

Who calls it: staff and students by its pages; `papers` asks its `guard` whether a request may begin or go on, without
knowing it. It may know `papers`. It must not know a mark: events are recorded for people to read, and change nothing.
What is decided, `chainrule.campus.questions.invigilation` says.
"""
