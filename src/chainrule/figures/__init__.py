"""The pictures of the course, drawn by code and addressed by name."""

from chainrule.figures.catalogue import draw, names

__all__ = ["draw", "names"]
