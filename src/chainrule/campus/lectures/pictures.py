"""The bridge to `chainrule.figures`."""

from functools import lru_cache

from chainrule import figures


@lru_cache(maxsize=256)
def figure_svg(name: str) -> str:
    """The SVG of a figure of the course. Raises `LookupError`, whose words say which there are, for an unknown name."""
    return str(figures.draw(name))
