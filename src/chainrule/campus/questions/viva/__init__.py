"""Questions about one's own code: a lab's file that passed, five questions about what it does.

Who calls it: `chainrule viva`, and the site's pages of a lab. It must not know Django, who wrote the file, or where it
runs: the `Launcher` says that. A file that passed its checks is run as if it were hostile all the same.

The way of a file: each check's first round is listened to, and what it read becomes a short program (`examples`). The
programs run with the file, line by line under `watching`, in two processes that must agree, and in forms of the file
with one line changed (`changes`), on which the checks run too (`workshop`). `asking` makes questions of what came, with
what came of changed forms as wrong answers; `make` draws five. No key is anybody's guess. A question is a `Variant` as
those of the bank are, and `kept` is what a database keeps of it.
"""

from chainrule.campus.questions.viva.asking import OwnQuestion
from chainrule.campus.questions.viva.kept import kept, thawed
from chainrule.campus.questions.viva.make import COUNT, NoQuestions, Viva, make

__all__ = ["COUNT", "NoQuestions", "OwnQuestion", "Viva", "kept", "make", "thawed"]
