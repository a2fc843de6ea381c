"""The pictures of the course, drawn by code and addressed by name.

Who calls it: lectures by name (`figures.draw("autograd.chain_rule")`), recipes for their results. It must not know the
course. A file holds a topic; a new figure gets a line in `catalogue.py`; an unknown name is a `LookupError`. Every
number in a figure is computed by the library.
"""

from chainrule.figures.catalogue import draw, names

__all__ = ["draw", "names"]
