"""Who is in the course: class lists with a preview, sections, adding, dropping and bringing back, invitations.

Who calls it: staff by its pages, operators by `chainrule manage roster`, and whoever opens an invitation. It may know
`accounts` and `core`. Nobody is ever deleted: who drops the course is switched off and keeps what they did. It must
not decide what a list changes: `accounts.changes` does.
"""
