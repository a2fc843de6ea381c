"""Which explorables there are: each name, and what makes it."""

from chainrule.campus.lectures.explorables.bayes_square import BAYES_SQUARE
from chainrule.campus.lectures.explorables.cross_correlation import CROSS_CORRELATION
from chainrule.campus.lectures.explorables.descent_map import DESCENT_MAP
from chainrule.campus.lectures.explorables.distributions import DISTRIBUTIONS
from chainrule.campus.lectures.explorables.draw_a_pmf import DRAW_A_PMF
from chainrule.campus.lectures.explorables.graph_stepper import GRAPH_STEPPER
from chainrule.campus.lectures.explorables.image_tensor import IMAGE_TENSOR
from chainrule.campus.lectures.explorables.kind import Explorable
from chainrule.campus.lectures.explorables.lenet_features import LENET_FEATURES
from chainrule.campus.lectures.explorables.mlp_playground import MLP_PLAYGROUND
from chainrule.campus.lectures.explorables.neurons import ACTIVATIONS, HALF_PLANE
from chainrule.campus.lectures.explorables.planes import PLANE_MAP, PRODUCT_SHAPES, SLOPE_MAP

EXPLORABLES: dict[str, Explorable] = {
    "activations": ACTIVATIONS,
    "bayes-square": BAYES_SQUARE,
    "cross-correlation": CROSS_CORRELATION,
    "descent-map": DESCENT_MAP,
    "distributions": DISTRIBUTIONS,
    "draw-a-pmf": DRAW_A_PMF,
    "graph-stepper": GRAPH_STEPPER,
    "half-plane": HALF_PLANE,
    "image-tensor": IMAGE_TENSOR,
    "lenet-features": LENET_FEATURES,
    "mlp-playground": MLP_PLAYGROUND,
    "plane-map": PLANE_MAP,
    "product-shapes": PRODUCT_SHAPES,
    "slope-map": SLOPE_MAP,
}
