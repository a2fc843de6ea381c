"""A figure by its name: drawn by `chainrule.figures`, checked before it may stand on a page."""

from functools import lru_cache

from chainrule import figures


@lru_cache(maxsize=256)
def figure_svg(name: str) -> str:
    """The SVG of a figure of the course. Raises `LookupError`, whose words say which there are, for an unknown name."""
    return str(figures.draw(name))
