"""Which figures there are: each name, and the function that draws it."""

from collections.abc import Callable
from difflib import get_close_matches

from chainrule.figures import (
    autograd,
    convnet,
    convolution,
    descent,
    differences,
    fits,
    images,
    joint,
    layer,
    mlp,
    neuron,
    overview,
    probability,
    rides,
    shapes,
)
from chainrule.svg import Svg

FIGURES: dict[str, Callable[[], Svg]] = {
    "autograd.accumulation": autograd.accumulation,
    "autograd.chain_rule": autograd.chain_rule,
    "autograd.forward_backward": autograd.forward_backward,
    "autograd.topological_order": autograd.topological_order,
    "descent.contours": descent.contours,
    "descent.parabola": descent.parabola,
    "differences.error_curve": differences.error_curve,
    **convnet.DRAWN,
    **convolution.DRAWN,
    **images.DRAWN,
    "fits.bend": fits.bend,
    "fits.line": fits.line,
    **joint.DRAWN,
    **overview.DRAWN,
    **probability.DRAWN,
    **layer.DRAWN,
    **mlp.DRAWN,
    **neuron.DRAWN,
    **rides.DRAWN,
    **shapes.DRAWN,
}


def names() -> list[str]:
    """The names of all figures, sorted."""
    return sorted(FIGURES)


def draw(name: str) -> Svg:
    """The figure of that name as the text of an SVG picture. LookupError, with the names that come close, for no such.

    >>> draw("autograd.chain_rule").startswith("<svg")
    True
    """
    if name in FIGURES:
        return FIGURES[name]()
    close = get_close_matches(str(name), FIGURES, n=3)
    advice = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(names())}"
    raise LookupError(f"there is no figure called {name!r}: {advice}")
