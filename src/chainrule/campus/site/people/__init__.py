"""Who is in the course: class lists with a preview, sections, adding, dropping and bringing back, invitations.

Who calls it: staff by its pages, operators by `chainrule manage roster`, and whoever opens an invitation. It may know
`accounts` and `core`; it must not know a paper, a lab or a mark. Nobody is ever deleted: who drops the course is
switched off and keeps what they did. What a list changes, `accounts.changes` decides.
"""
