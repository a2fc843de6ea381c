"""Questions to and from other systems: QTI 2.1 packages, Blackboard pools, and quizzes in Markdown, which are read.

Who calls it: `chainrule question export` and `import`, nobody else; no page of the site leads here, since a package
holds keys. It must not know Django, the site or the room of lectures: how Markdown is read, a formula set and
a figure drawn is a parameter (`Setting`). All of it is pure: bytes in, bytes out.

The way out: `express` makes an `Item` of a variant, or raises `NotExpressed` with the reason; `qti.write` and
`blackboard.write` make a package of items. The way in: `read` finds out what a file is and gives its items, with what
could not be read; `source` makes a question's file of an item, or raises `NotExpressed`. Nothing is dropped in silence:
each `Note` names a question and says why.
"""

from chainrule.campus.questions.exchange.express import differences, express
from chainrule.campus.questions.exchange.item import Item, Note, NotExpressed, by_reason, listed
from chainrule.campus.questions.exchange.read import Found, read
from chainrule.campus.questions.exchange.source import About, file_name, source
from chainrule.campus.questions.exchange.tree import Setting

__all__ = [
    "About",
    "Found",
    "Item",
    "NotExpressed",
    "Note",
    "Setting",
    "by_reason",
    "differences",
    "express",
    "file_name",
    "listed",
    "read",
    "source",
]
