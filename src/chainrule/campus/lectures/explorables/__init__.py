"""Pictures that compute: what an author may write for each, and the static picture until (or unless) its script runs.

Who calls it: the rules that render a lecture, and the first page of the site. It must not know pages or requests: an
explorable is a name and options, and becomes HTML. A file holds one explorable; `catalogue.py` lists them.
"""

from chainrule.campus.lectures.explorables.catalogue import EXPLORABLES
from chainrule.campus.lectures.explorables.kind import ExplorableError
from chainrule.campus.lectures.explorables.written import explorable_html, explorable_parts

__all__ = ["EXPLORABLES", "ExplorableError", "explorable_html", "explorable_parts"]
